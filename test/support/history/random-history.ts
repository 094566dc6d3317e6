import type { WriteOp } from "../../../src/core/history/engine";
import type { RequestEntry } from "../../../src/core/history/types";
import type { AttemptRecord } from "../../../src/core/model/attempt";
import { seededRandom } from "../../bench/dashboard/history-generator";

const endpoints = ["ollama", "openrouter", "vllm-lab"];
const words = [
  "parse",
  "parser",
  "header",
  "colon",
  "timeout",
  "retry",
  "naïve",
  "snake_case",
  "Breaker",
  "half-open",
  "x",
  "42",
];
const reasons = ["failure_threshold", "recovery_timeout", "trial_success", "trip"] as const;
const states = ["closed", "open", "half_open"] as const;

/** Everything a history can hold, in every shape it can have, within a time range. The same for the same seed. */
export function randomOps({
  seed,
  count,
  fromMs,
  toMs,
}: {
  seed: number;
  count: number;
  fromMs: number;
  toMs: number;
}): WriteOp[] {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const maybe = (share: number): boolean => random() < share;
  const int = (most: number): number => Math.floor(random() * most);
  const time = (): number => fromMs + int(toMs - fromMs);
  const text = (): string => Array.from({ length: 2 + int(8) }, () => pick(words)).join(pick([" ", ", ", "\n"]));

  const attempt = (startedAt: number, step: number): AttemptRecord => ({
    endpoint: pick(endpoints),
    step,
    startedAt,
    durationMs: int(maybe(0.05) ? 60_000 : 5_000),
    outcome: pick(["success", "failure", "cancelled", "skipped"] as const),
    ...(maybe(0.7) && { ttftMs: int(1_000) }),
    ...(maybe(0.3) && { kind: pick(["ttft_timeout", "overloaded", "refused"] as const) }),
    ...(maybe(0.2) && { status: pick([200, 429, 529]) }),
    ...(maybe(0.2) && { message: text() }),
    ...(maybe(0.6) && { model: pick(["m1", "m2"]) }),
  });
  const request = (): RequestEntry => {
    const startedAt = time();
    const attempts: AttemptRecord[] = [];
    let at = startedAt;
    for (let step = 0; step < int(4); step++) {
      attempts.push(attempt(at, step));
      at += attempts.at(-1)!.durationMs + int(2_000);
    }
    const last = attempts.at(-1);
    const usage = { promptTokens: int(500), completionTokens: int(500) };
    return {
      command: pick(["Ask", "Analyze", "Run: Tests"]),
      startedAt,
      durationMs: at - startedAt,
      outcome: last === undefined ? "cached" : last.outcome === "skipped" ? "failure" : last.outcome,
      attempts,
      messages: [
        ...(maybe(0.5) ? [{ role: "system" as const, content: "hidden system words" }] : []),
        { role: "user", content: text() },
      ],
      content: maybe(0.8) ? text() : "",
      ...(maybe(0.3) && { title: text().replace(/\n/g, " ") }),
      ...(maybe(0.6) && { ttftMs: int(2_000) }),
      ...(last?.outcome === "success" && { endpoint: last.endpoint, finishReason: pick(["stop", "length"]) }),
      ...(maybe(0.8) && { model: pick(["m1", "m2"]) }),
      ...(maybe(0.7) && {
        usage: { ...usage, totalTokens: usage.promptTokens + usage.completionTokens + (maybe(0.2) ? 7 : 0) },
      }),
      ...(last?.outcome === "failure" && { kind: last.kind ?? ("server_error" as const), errorMessage: text() }),
    };
  };
  return Array.from({ length: count }, (): WriteOp => {
    const kind = random();
    if (kind < 0.7) return { op: "request", entry: request() };
    if (kind < 0.85) {
      const change = {
        from: pick(states),
        to: pick(states),
        at: time(),
        retryAfterMs: maybe(0.1) ? Infinity : int(60_000),
        consecutiveFailures: int(5),
        reason: pick(reasons),
        failureRate: maybe(0.5) ? random() : undefined,
        slowCallRate: undefined,
      };
      return { op: "transition", endpoint: pick(endpoints), change };
    }
    if (kind < 0.95)
      return {
        op: "health",
        entry: { endpoint: pick(endpoints), at: time(), live: maybe(0.5), ...(maybe(0.5) && { ready: maybe(0.5) }) },
      };
    return {
      op: "condition",
      entry: {
        endpoint: maybe(0.5) ? pick(endpoints) : undefined,
        condition: pick(["loading", "offline"] as const),
        active: maybe(0.5),
        at: time(),
      },
    };
  });
}
