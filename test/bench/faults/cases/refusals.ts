import { anthropicErrors, cloudErrors, type Fault, ollamaErrors } from "../../../support/servers";
import { everywhere, type FaultCase, MODEL, onBoth, type Wire } from "../fault-case";

const native = (status: number, error: string, headers: Record<string, string> = {}): Fault => ({
  kind: "status",
  status,
  body: { error },
  headers,
});
/** What each kind of server says when it refuses. */
const refused = (name: string, says: Record<Wire, Fault>): FaultCase => ({
  name,
  truth: "no answer",
  scenes: onBoth((wire) => says[wire]),
});

/** Answers that refuse, every time they are asked. */
export const refusals: readonly FaultCase[] = [
  refused("429, Retry-After: 5", {
    ollama: native(429, "too many requests", { "retry-after": "5" }),
    openai: cloudErrors.openai.rateLimit(5),
  }),
  refused("429, no credit left", {
    ollama: native(429, "you have reached your hourly usage limit, please upgrade to continue"),
    openai: cloudErrors.openai.quota,
  }),
  refused("401, a wrong key", { ollama: native(401, ollamaErrors.unauthorized), openai: cloudErrors.openai.auth }),
  refused("404, no such model", {
    ollama: native(404, ollamaErrors.notFound(MODEL)),
    openai: cloudErrors.openai.modelMissing,
  }),
  refused("400, the prompt is too long", {
    ollama: native(400, ollamaErrors.contextExceeded(9412, 8192)),
    openai: cloudErrors.openai.contextLength,
  }),
  refused("500", { ollama: native(500, ollamaErrors.runnerCrashed), openai: cloudErrors.openai.serverError }),
  refused("503, busy", { ollama: native(503, ollamaErrors.busy), openai: cloudErrors.openai.overloaded }),
  {
    name: "529, overloaded",
    truth: "no answer",
    scenes: everywhere(() => (server) => void server.fault(anthropicErrors.overloaded)),
  },
];
