import type { AttemptRecord } from "../../model/attempt";
import type { RequestRecord } from "../../model/request";

/** What one attempt, or one whole request, adds to the series. */
export interface Sample {
  /** Undefined: the request as a whole. */
  endpoint: string | undefined;
  /** Epoch milliseconds; a sample belongs to the bucket in which it ended, because only then its outcome is known. */
  endedAt: number;
  outcome: SampleOutcome;
  durationMs: number;
  ttftMs: number | undefined;
  /** Completion tokens, and the time it took to generate them in milliseconds; zeros where either is not known. */
  tokens: number;
  generationMs: number;
}

/** `aside`: nothing was asked of an endpoint (an attempt skipped at an open breaker, a cached answer). */
export const sampleOutcomes = ["success", "failure", "cancelled", "aside"] as const;
export type SampleOutcome = (typeof sampleOutcomes)[number];

/** The parts of a request that its samples are made of. */
export type Sampled = Pick<RequestRecord, "startedAt" | "durationMs" | "ttftMs" | "outcome" | "endpoint"> & {
  usage?: { completionTokens: number };
  attempts: Pick<AttemptRecord, "endpoint" | "startedAt" | "durationMs" | "queuedMs" | "ttftMs" | "outcome">[];
};

/** Epoch milliseconds at which the request ended. */
export const endOf = (record: Pick<RequestRecord, "startedAt" | "durationMs">): number =>
  record.startedAt + record.durationMs;

/** The samples of one request: itself first, then its attempts. */
export function samplesOf(record: Sampled): Sample[] {
  const answering =
    record.outcome === "success"
      ? record.attempts.findLast((attempt) => attempt.outcome === "success" && attempt.endpoint === record.endpoint)
      : undefined;
  const generation =
    answering === undefined ? nothingGenerated : generationOf(answering, record.usage?.completionTokens ?? 0);
  const whole: Sample = {
    endpoint: undefined,
    endedAt: endOf(record),
    outcome: record.outcome === "cached" ? "aside" : record.outcome,
    durationMs: record.durationMs,
    ttftMs: record.ttftMs,
    ...generation,
  };
  return [
    whole,
    ...record.attempts.map((attempt) => sampleOf(attempt, attempt === answering ? generation : nothingGenerated)),
  ];
}

const nothingGenerated = { tokens: 0, generationMs: 0 };

function generationOf(attempt: Sampled["attempts"][number], tokens: number): { tokens: number; generationMs: number } {
  const generationMs = attempt.ttftMs === undefined ? 0 : atEndpointMs(attempt) - attempt.ttftMs;
  return tokens > 0 && generationMs > 0 ? { tokens, generationMs } : nothingGenerated;
}

function sampleOf(attempt: Sampled["attempts"][number], generation: { tokens: number; generationMs: number }): Sample {
  return {
    endpoint: attempt.endpoint,
    endedAt: endOf(attempt),
    outcome: attempt.outcome === "skipped" ? "aside" : attempt.outcome,
    durationMs: atEndpointMs(attempt),
    ttftMs: attempt.ttftMs,
    ...generation,
  };
}

/** The time in our own queue is no fault of the endpoint's, nor a sign of its speed. */
function atEndpointMs({ durationMs, queuedMs = 0 }: Pick<AttemptRecord, "durationMs" | "queuedMs">): number {
  return Math.max(0, durationMs - queuedMs);
}
