import { contextLength } from "./tiny-gguf";

interface GenerationRequest {
  prompt: string;
  maxTokens: number;
  seed: number;
  signal: AbortSignal;
  onText?: (text: string) => void;
}

export interface Generation {
  text: string;
  tokens: number;
  promptTokens: number;
  finishReason: "stop" | "length";
}

export interface Stats {
  /** Tokens computed since the start: a count that stands still means that nothing is computed. */
  computedTokens: number;
  running: number;
  completed: number;
  aborted: number;
  /** Text of the last completed answer. */
  lastText: string;
}

/** What is used of node-llama-cpp, which is installed at run time and not known to the compiler. */
interface Library {
  getLlama(options: object): Promise<{ loadModel(options: object): Promise<LoadedModel> }>;
  LlamaCompletion: new (options: object) => {
    generateCompletionWithMeta(
      prompt: unknown,
      options: object,
    ): Promise<{ response: string; metadata: { stopReason: string } }>;
    dispose(): void;
  };
  TokenBias: new (tokenizer: unknown) => { set(token: unknown, bias: "never"): unknown };
}

interface LoadedModel {
  tokenizer: unknown;
  tokens: { eos: unknown };
  tokenize(text: string): unknown[];
  createContext(options: object): Promise<{ getSequence(): { dispose(): void } }>;
}

export interface TinyModel {
  readonly stats: Stats;
  generate(request: GenerationRequest): Promise<Generation>;
}

/** Loads the model with one thread (more of them spin against each other on a small machine) and places for a few answers at once. */
export async function loadTinyModel(library: unknown, path: string): Promise<TinyModel> {
  const { getLlama, LlamaCompletion, TokenBias } = library as Library;
  const llama = await getLlama({
    gpu: false,
    build: "never",
    usePrebuiltBinaries: true,
    skipDownload: true,
    progressLogs: false,
    logLevel: "error",
    maxThreads: 1,
  });
  const model = await llama.loadModel({ modelPath: path });
  const context = await model.createContext({ contextSize: contextLength, threads: 1, sequences: 4 });
  const stats: Stats = { computedTokens: 0, running: 0, completed: 0, aborted: 0, lastText: "" };
  // Noise ends at random otherwise: only the limit ends an answer.
  const bias = new TokenBias(model.tokenizer);
  bias.set(model.tokens.eos, "never");

  async function generate({ prompt, maxTokens, seed, signal, onText }: GenerationRequest): Promise<Generation> {
    const sequence = context.getSequence();
    const completion = new LlamaCompletion({ contextSequence: sequence });
    let tokens = 0;
    const onToken = (list: unknown[]) => {
      tokens += list.length;
      stats.computedTokens += list.length;
    };
    stats.running++;
    try {
      const promptTokens = model.tokenize(prompt);
      const result = await completion.generateCompletionWithMeta(promptTokens, {
        maxTokens,
        temperature: 1,
        seed,
        signal,
        tokenBias: bias,
        onToken,
        ...(onText && { onTextChunk: onText }),
      });
      stats.completed++;
      stats.lastText = result.response;
      return {
        text: result.response,
        tokens,
        promptTokens: promptTokens.length,
        finishReason: result.metadata.stopReason === "maxTokens" ? "length" : "stop",
      };
    } catch (error) {
      if (signal.aborted) stats.aborted++;
      throw error;
    } finally {
      stats.running--;
      completion.dispose();
      sequence.dispose();
    }
  }
  return { stats, generate };
}
