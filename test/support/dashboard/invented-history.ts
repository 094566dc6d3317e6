import type { CircuitState, StateChangeReason } from "../../../src/core/breaker/types";
import type { FailureKind } from "../../../src/core/model/failure-kinds";
import type { HistoryStore, RequestEntry } from "../../../src/core/history/types";
import type { AttemptRecord } from "../../../src/core/model/attempt";
import { seededRandom } from "../../bench/dashboard/history-generator";

const minute = 60_000;

/** When, in minutes before the end, which endpoint was in trouble. */
const inventedOutages = [
  { endpoint: "openrouter", fromMin: 600, toMin: 585, kind: "overloaded", status: 529 },
  { endpoint: "openrouter", fromMin: 31, toMin: 26, kind: "overloaded", status: 529 },
  { endpoint: "vllm-lab", fromMin: 17, toMin: 5, kind: "refused", status: undefined },
  { endpoint: "openrouter", fromMin: 9, toMin: -10, kind: "ttft_timeout", status: undefined },
] as const;

const subjects: [command: string, title: string][] = [
  ["Analyze", "parseHeader() in wire.ts"],
  ["Ask", "why does tar refuse --zstd?"],
  ["Run: Tests", "class RingBuffer"],
  ["Ask", "regex for ISO 8601 week"],
  ["Analyze", "reducer.ts, lines 40–112"],
  ["Ask", "git: undo a pushed merge"],
  ["Ask", "difference between EPOLLET and EPOLLONESHOT"],
  ["Run: Commit Message", "3 staged files"],
];

/** A day of work with three endpoints and some outages; the same for the same seed. */
export function inventDay(history: HistoryStore, endMs: number, seed = 7): void {
  const random = seededRandom(seed);
  const change = (
    endpoint: string,
    from: CircuitState,
    to: CircuitState,
    at: number,
    reason: StateChangeReason,
    retryAfterMs = 0,
  ): void =>
    history.recordTransition(endpoint, {
      from,
      to,
      at,
      retryAfterMs,
      consecutiveFailures: 3,
      failureRate: 0.31,
      slowCallRate: undefined,
      reason,
    });
  const events: { at: number; tell: () => void }[] = [];
  for (const { endpoint, fromMin, toMin } of inventedOutages) {
    const from = endMs - fromMin * minute;
    const to = endMs - toMin * minute;
    const trial = to - (to - from) * 0.12;
    events.push({ at: from, tell: () => change(endpoint, "closed", "open", from, "failure_threshold", trial - from) });
    if (to > endMs) continue;
    events.push(
      { at: trial, tell: () => change(endpoint, "open", "half_open", trial, "recovery_timeout") },
      { at: to, tell: () => change(endpoint, "half_open", "closed", to, "trial_success") },
    );
  }
  for (const [from, to] of [
    [46, 44.5],
    [8.2, 7.7],
  ] as const) {
    for (const [at, active] of [
      [endMs - from * minute, true],
      [endMs - to * minute, false],
    ] as const)
      events.push({
        at,
        tell: () => history.recordCondition({ endpoint: "ollama", condition: "loading", active, at }),
      });
  }
  for (let at = endMs - 24 * 60 * minute; at < endMs - minute / 2; at += minute * (0.3 + 2.2 * random() ** 2)) {
    const entry = inventRequest(at, endMs, random);
    events.push({ at: entry.startedAt + entry.durationMs, tell: () => history.recordRequest(entry) });
  }
  for (const { tell } of events.sort((a, b) => a.at - b.at)) tell();
}

function inventRequest(startedAt: number, endMs: number, random: () => number): RequestEntry {
  const attempts: AttemptRecord[] = [];
  let at = startedAt;
  const trouble = (endpoint: string) =>
    inventedOutages.find(
      (outage) =>
        outage.endpoint === endpoint &&
        at > endMs - outage.fromMin * minute - 40_000 &&
        at < endMs - outage.toMin * minute,
    );
  const isOpen = (endpoint: string): boolean =>
    inventedOutages.some(
      (outage) =>
        outage.endpoint === endpoint && at > endMs - outage.fromMin * minute && at < endMs - outage.toMin * minute,
    );
  const attempt = (endpoint: string, step: number, model: string, speed: number): boolean => {
    const bad = trouble(endpoint);
    if (isOpen(endpoint)) {
      attempts.push({ endpoint, step, startedAt: at, durationMs: 0, outcome: "skipped", kind: "circuit_open" });
      return false;
    }
    if (bad || random() < 0.015) {
      const kind: FailureKind = bad?.kind ?? "overloaded";
      const durationMs = kind === "ttft_timeout" ? (step === 0 ? 10_000 : 20_000) : Math.round(200 + 900 * random());
      const status = bad ? bad.status : 529;
      attempts.push({
        endpoint,
        step,
        startedAt: at,
        durationMs,
        outcome: "failure",
        kind,
        message: `${endpoint} did not answer`,
        model,
        ...(status !== undefined && { status }),
      });
      at += durationMs;
      return false;
    }
    const ttftMs = Math.round(speed * (0.6 + 0.9 * random() + 4 * random() ** 12));
    const durationMs = ttftMs + Math.round(900 + 7000 * random() ** 2);
    attempts.push({ endpoint, step, startedAt: at, durationMs, ttftMs, outcome: "success", model });
    at += durationMs;
    return true;
  };
  const [command, title] = subjects[Math.floor(random() * subjects.length)] ?? ["Ask", ""];
  const cancelled = random() < 0.02;
  const answered =
    attempt("openrouter", 0, "qwen3-coder", 700) ||
    ((at += isOpen("openrouter") ? 0 : 2000), attempt("openrouter", 1, "qwen3-coder", 700)) ||
    (random() < 0.3 && attempt("vllm-lab", 2, "mistral-small", 160)) ||
    attempt("ollama", 2, "llama3.2", 420);
  const last = attempts.at(-1);
  const completionTokens =
    last?.outcome === "success"
      ? Math.round(((last.durationMs - (last.ttftMs ?? 0)) / 1000) * (last.endpoint === "ollama" ? 19 : 60))
      : 0;
  if (cancelled && last) last.outcome = "cancelled";
  return {
    command,
    title,
    startedAt: Math.round(startedAt),
    durationMs: Math.max(1, Math.round(at - startedAt)),
    outcome: cancelled ? "cancelled" : answered ? "success" : "failure",
    attempts: attempts.map((record) => ({ ...record, startedAt: Math.round(record.startedAt) })),
    messages: [{ role: "user", content: `${title}\n\nPlease explain <b>briefly</b>.` }],
    content: answered ? `About ${title}: it depends.` : "",
    ...(last?.outcome === "success" && {
      endpoint: last.endpoint,
      model: last.model ?? "",
      usage: { promptTokens: 320, completionTokens, totalTokens: 320 + completionTokens },
      finishReason: "stop",
    }),
    ...(last?.ttftMs !== undefined && { ttftMs: last.ttftMs }),
  };
}

/** A request that Ollama has just answered. */
export const justAnswered = (title: string, more: Partial<RequestEntry> = {}): RequestEntry => ({
  command: "Ask",
  title,
  startedAt: Date.now() - 1500,
  durationMs: 1400,
  ttftMs: 300,
  outcome: "success",
  endpoint: "ollama",
  model: "llama3.2",
  attempts: [
    {
      endpoint: "ollama",
      step: 0,
      startedAt: Date.now() - 1500,
      durationMs: 1400,
      ttftMs: 300,
      outcome: "success",
      model: "llama3.2",
    },
  ],
  messages: [{ role: "user", content: title }],
  content: "An answer.",
  ...more,
});
