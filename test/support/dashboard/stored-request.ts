import type { StoredRequest } from "../../../src/core/history/types";

/** When the request below began. */
export const t0 = Date.UTC(2026, 10, 22, 14, 32, 7);
/** No token in 10 s, a wait, an overload, a wait in which the model was loaded, an answer of the local one. */
export const request: StoredRequest = {
  id: 7,
  command: "Analyze",
  title: "parseHeader() in wire.ts",
  startedAt: t0,
  durationMs: 34_100,
  ttftMs: 14_300,
  outcome: "success",
  endpoint: "ollama",
  model: "llama3.2",
  usage: { promptTokens: 300, completionTokens: 412, totalTokens: 712 },
  finishReason: "stop",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Explain." },
  ],
  content: "It parses.",
  attempts: [
    {
      endpoint: "openrouter",
      step: 0,
      startedAt: t0,
      durationMs: 10_000,
      outcome: "failure",
      kind: "ttft_timeout",
      message: "openrouter sent no token",
    },
    {
      endpoint: "openrouter",
      step: 1,
      startedAt: t0 + 12_000,
      durationMs: 800,
      outcome: "failure",
      kind: "overloaded",
      status: 529,
    },
    {
      endpoint: "ollama",
      step: 2,
      startedAt: t0 + 12_800,
      durationMs: 21_300,
      ttftMs: 1_500,
      outcome: "success",
      model: "llama3.2",
    },
  ],
};
