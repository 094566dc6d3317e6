import type { OfTurn } from "../../../src/core/messages/answer";
import type { AnswerHead } from "../../../src/core/messages/turn";
import type { AttemptRecord } from "../../../src/core/model/attempt";
import type { EndpointStatus } from "../../../src/core/model/endpoint";
import type { Completion, RequestOptions } from "../../../src/core/model/request";
import type { StreamEvent } from "../../../src/core/model/service-events";
import type { LlmService } from "../../../src/core/service/service-api";
import { RequestCancelledError } from "../../../src/core/failure/errors";
import type { Ask, Question } from "../../../src/host/answer-panel/turn/question";
import { AnswerSession } from "../../../src/host/answer-panel/turn/session";
import { leadingOut } from "../../../src/host/standing/ways-out";
import { endpointStatus } from "../../unit/support/endpoint-status";

export const question: Ask = {
  type: "ask",
  title: "why?",
  label: { command: "Ask", title: "why?" },
  messages: [{ role: "user", content: "why?" }],
};

export const completion = (changes: Partial<Completion> = {}): Completion => ({
  content: "because",
  model: "llama3.2",
  usage: { promptTokens: 5, completionTokens: 212, totalTokens: 217 },
  responseTimeMs: 13_400,
  ttftMs: 300,
  fallbackUsed: true,
  attempt: 2,
  endpoint: "ollama",
  finishReason: "stop",
  cached: false,
  attempts: [{ endpoint: "ollama", step: 2, startedAt: 0, durationMs: 1400, outcome: "success" }],
  ...changes,
});

type Step = StreamEvent | { passes: number } | { attempt: AttemptRecord } | { throws: unknown } | { hangs: true };

/** A service that plays a script; hanging ends when the signal fires, as in the real one. */
function scripted(
  steps: Step[],
  pass: (ms: number) => void,
  endpoints: EndpointStatus[],
): Pick<LlmService, "stream" | "endpoints" | "pull"> {
  return {
    endpoints: () => endpoints,
    async *stream(_prompt, options: RequestOptions = {}) {
      for (const step of steps) {
        if ("throws" in step) throw step.throws;
        else if ("passes" in step) pass(step.passes);
        else if ("attempt" in step && typeof step.attempt === "object") options.onAttempt?.(step.attempt);
        else if ("hangs" in step)
          await new Promise((_resolve, reject) =>
            options.signal?.addEventListener("abort", () => reject(new RequestCancelledError([]))),
          );
        else yield step as StreamEvent;
      }
    },
    async *pull(_endpoint, model, signal) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      yield { status: `pulling ${model}`, completedBytes: 1024, totalBytes: 4096 };
      yield { status: "success" };
    },
  };
}

export function started(
  steps: Step[],
  asked: Question = question,
  endpoints = [endpointStatus()],
): {
  session: AnswerSession;
  messages: OfTurn[];
  heads: AnswerHead[];
  run: Promise<void>;
  tick(ms: number): void;
  logged: unknown[];
} {
  const messages: OfTurn[] = [];
  const heads: AnswerHead[] = [];
  const logged: unknown[] = [];
  let now = 1_000_000;
  const tick = (ms: number): void => void (now += ms);
  const session = new AnswerSession(asked, {
    service: scripted(steps, tick, endpoints),
    post: (message) => {
      messages.push(message);
      if ("head" in message) heads.push(message.head);
    },
    now: () => now,
    options: () => ({}),
    offered: (actions) => leadingOut(actions, { ollama: true, editorModels: false }),
    schedule: (fn) => void setImmediate(fn),
    log: (_message, error) => logged.push(error),
  });
  return { session, messages, heads, run: session.run(), tick, logged };
}

export const failed = (changes: Partial<AttemptRecord>): { attempt: AttemptRecord } => ({
  attempt: {
    endpoint: "cloud",
    step: 0,
    startedAt: 0,
    durationMs: 10_000,
    outcome: "failure",
    kind: "ttft_timeout",
    ...changes,
  },
});
export const wayOf = (head: AnswerHead | undefined): string => (head?.way ?? []).map((step) => step.text).join(" · ");
