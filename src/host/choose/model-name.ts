import { MAX_NAME_CHARS } from "../../core/model/limits";

/** Small models that many know, for who has no name at hand. No more than suggestions: the library decides what there is. */
export const SUGGESTED_MODELS = ["llama3.2:1b", "qwen2.5-coder:1.5b", "gemma3:1b", "smollm2:360m"];

/** True for what a library of models can have as a name: `llama3.2:1b`, `library/phi3`, `hf.co/some-one/Some-Model-GGUF:Q4_K_M`. */
export const isModelName = (name: string): boolean => name.length <= MAX_NAME_CHARS && /^\w[\w.\-/:]*$/.test(name);
