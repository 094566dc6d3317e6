/** Error texts of Ollama, word for word as clients have to recognise them (docs/servers.md). */
export const ollamaErrors = {
  missingBody: "missing request body",
  badName: (name: string) => `name "${name}" is invalid`,
  invalidName: "invalid model name",
  modelRequired: "model is required",
  notFound: (model: string) => `model '${model}' not found`,
  vanished: (model: string) => `model "${model}" not found, try pulling it first`,
  noThinking: (model: string) => `"${model}" does not support thinking`,
  noChat: (model: string) => `"${model}" does not support chat`,
  noTools: (model: string) => `registry.ollama.ai/library/${model} does not support tools`,
  busy: "server busy, please try again.  maximum pending requests exceeded",
  canceled: "request canceled",
  loadTerminated: "llama-server process has terminated: exit status 1: error loading model: unable to allocate buffer",
  loadTimedOut: "timed out waiting for llama-server to start - loading model tensors",
  outOfMemory: "llama-server reported out-of-memory during startup: cudaMalloc failed: out of memory",
  outOfMemoryOld: "model requires more system memory (5.6 GiB) than is available (4.1 GiB)",
  incompatible: (model: string) =>
    `llama-server process has terminated: exit status 1: this model may be incompatible with your version of Ollama. If you previously pulled this model, try updating it by running \`ollama pull ${model}\``,
  runnerCrashed:
    "model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details",
  promptTooLong:
    "the prompt is longer than the context length currently available to the model; shorten the prompt, or use a model with a larger context",
  /** The raw body of the subprocess as a string: JSON inside JSON. */
  contextExceeded: (promptTokens: number, contextLength: number) =>
    JSON.stringify({
      error: {
        code: 400,
        message: `request (${promptTokens} tokens) exceeds the available context size (${contextLength} tokens), try increasing it`,
        type: "exceed_context_size_error",
        n_prompt_tokens: promptTokens,
        n_ctx: contextLength,
      },
    }),
  optionType: (option: string, type: "integer" | "float32" = "integer") => `option "${option}" must be of type ${type}`,
  duration: (text: string) => `time: invalid duration "${text}"`,
  /** A registry that nobody answers for, in Go's words. */
  registryRefused: (host: string, model: string) =>
    `pull model manifest: Get "https://${host}/v2/${model}/manifests/latest": dial tcp ${host}: connect: connection refused`,
  unknownToRegistry: "pull model manifest: file does not exist",
  midStream: "an error was encountered while running the model: unexpected EOF",
  cloudDisabled: "ollama cloud is disabled: remote inference is unavailable",
  unauthorized: "unauthorized",
} as const;
