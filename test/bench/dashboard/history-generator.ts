import type { WriteOp } from "../../../src/core/history/engine";
import type { RequestEntry } from "../../../src/core/history/types";
import type { AttemptRecord } from "../../../src/core/model/attempt";

/** A small generator of evenly spread numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const commands = ["Ask", "Analyze", "Run: Tests", "Run: Commit Message"];
const syllables = [
  "ta",
  "re",
  "mi",
  "no",
  "se",
  "par",
  "ko",
  "lin",
  "du",
  "ve",
  "qua",
  "zer",
  "ob",
  "fi",
  "gra",
  "hel",
  "ix",
  "jo",
  "um",
  "wy",
];
const vocabularySize = 20_000;

/** An invented word for each number; small numbers are the common ones. */
export function wordNumber(n: number): string {
  let word = "";
  for (let rest = n + syllables.length; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length];
  return word;
}

export interface GeneratedHistory {
  fromMs: number;
  toMs: number;
  requests: number;
  seed: number;
}

/** Requests over the range as months of work would leave them: outages of the cloud, retries, fallbacks, cancelled and cached answers. */
export function* generateHistory({ fromMs, toMs, requests, seed }: GeneratedHistory): Generator<WriteOp> {
  const random = seededRandom(seed);
  const spacing = (toMs - fromMs) / requests;
  let outageUntil = 0;
  for (let i = 0; i < requests; i++) {
    const startedAt = Math.round(fromMs + (i + random()) * spacing);
    if (startedAt > outageUntil && random() < 0.0005) {
      outageUntil = startedAt + 60_000 + random() * 20 * 60_000;
      yield transition(startedAt, "closed", "open", "failure_threshold", outageUntil - startedAt);
      yield transition(Math.round(outageUntil), "open", "half_open", "recovery_timeout");
      yield transition(Math.round(outageUntil) + 1500, "half_open", "closed", "trial_success");
    }
    yield { op: "request", entry: request(startedAt, startedAt < outageUntil, random) };
  }
}

function transition(
  at: number,
  from: "closed" | "open" | "half_open",
  to: "closed" | "open" | "half_open",
  reason: "failure_threshold" | "recovery_timeout" | "trial_success",
  retryAfterMs = 0,
): WriteOp {
  const change = {
    from,
    to,
    at,
    retryAfterMs,
    consecutiveFailures: to === "open" ? 3 : 0,
    failureRate: undefined,
    slowCallRate: undefined,
    reason,
  };
  return { op: "transition", endpoint: "openrouter", change };
}

function request(startedAt: number, outage: boolean, random: () => number): RequestEntry {
  const attempts: AttemptRecord[] = [];
  let at = startedAt;
  const attempt = (endpoint: string, step: number, model: string, works: boolean): boolean => {
    const ttftMs = Math.round(80 + 900 * random() ** 3);
    const durationMs = works ? ttftMs + Math.round(9000 * random() ** 2) : Math.round(10_000 * random());
    const failed = {
      outcome: "failure",
      kind: "overloaded",
      status: 529,
      message: `${endpoint} answered 529: overloaded, try again later`,
    } as const;
    attempts.push({
      endpoint,
      step,
      startedAt: at,
      durationMs,
      model,
      ...(works ? { outcome: "success", ttftMs } : failed),
    });
    at += durationMs;
    return works;
  };
  const cached = random() < 0.01;
  if (!cached) {
    const cloudWorks = () => random() > (outage ? 0.95 : 0.02);
    if (outage && random() < 0.7)
      attempts.push({
        endpoint: "openrouter",
        step: 0,
        startedAt: at,
        durationMs: 0,
        outcome: "skipped",
        kind: "circuit_open",
      });
    else if (!attempt("openrouter", 0, "large-cloud-model", cloudWorks()))
      attempt("openrouter", 1, "large-cloud-model", cloudWorks());
    if (attempts.at(-1)?.outcome !== "success")
      attempt(random() < 0.5 ? "ollama" : "vllm-lab", 2, "llama3.2", random() > 0.03);
  }
  const last = attempts.at(-1);
  const succeeded = last?.outcome === "success";
  const completionTokens = Math.round(20 + 600 * random());
  const promptTokens = Math.round(50 + 3000 * random());
  return {
    command: commands[Math.floor(commands.length * random() ** 2)]!,
    startedAt,
    durationMs: at - startedAt,
    outcome: cached ? "cached" : succeeded ? "success" : "failure",
    attempts,
    messages: [{ role: "user", content: sentence(12, random) }],
    content: succeeded || cached ? sentence(24, random) : "",
    ...(succeeded && {
      endpoint: last.endpoint,
      model: last.model!,
      ttftMs: last.startedAt - startedAt + last.ttftMs!,
      finishReason: "stop",
      usage: { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens },
    }),
    ...(!succeeded &&
      !cached && { kind: "overloaded" as const, errorMessage: "All endpoints failed; the last one was overloaded" }),
  };
}

/** Words as rare as words are: a few are in nearly every text, most in hardly any. */
function sentence(words: number, random: () => number): string {
  return Array.from({ length: words }, () => wordNumber(Math.floor(vocabularySize ** random()) - 1)).join(" ");
}
