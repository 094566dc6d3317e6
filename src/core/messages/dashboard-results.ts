import * as v from "valibot";
import { thresholdName } from "./dashboard-queries";

/** What the host answers to the queries of the dashboard's page. */

const figures = {
  ttftP50Ms: v.nullable(v.number()),
  ttftP95Ms: v.nullable(v.number()),
  latencyP50Ms: v.nullable(v.number()),
  latencyP95Ms: v.nullable(v.number()),
  failureRate: v.nullable(v.number()),
  slowRate: v.nullable(v.number()),
  tokensPerSecond: v.nullable(v.number()),
};
const column = v.array(v.nullable(v.number()));
const columns = {
  ttftP50Ms: column,
  ttftP95Ms: column,
  latencyP50Ms: column,
  latencyP95Ms: column,
  failureRate: column,
  slowRate: column,
  tokensPerSecond: column,
};
const counts = v.array(v.number());

const series = v.object({
  startMs: v.number(),
  bucketMs: v.pipe(v.number(), v.minValue(1)),
  length: v.number(),
  exact: v.boolean(),
  endpoints: v.array(
    v.object({
      endpoint: v.string(),
      ...columns,
      counts: v.object({ success: counts, failure: counts, cancelled: counts, skipped: counts }),
      summary: v.object(figures),
    }),
  ),
  requests: v.object({
    ...columns,
    counts: v.object({ success: counts, failure: counts, cancelled: counts, cached: counts }),
    summary: v.object(figures),
  }),
});

const laneState = v.picklist(["closed", "half_open", "open", "offline", "loading", "unknown"]);
/** `uptime`: 0..1, the share of the watched time in which the breaker was not open; null when nothing was watched. Exact, whatever the intervals show. */
const lane = v.object({
  endpoint: v.string(),
  uptime: v.nullable(v.number()),
  intervals: v.array(v.object({ fromMs: v.number(), toMs: v.number(), state: laneState })),
});

const outcome = v.picklist(["success", "failure", "cancelled", "cached"]);
const attemptOutcome = v.picklist(["success", "failure", "cancelled", "skipped"]);

const row = {
  id: v.number(),
  command: v.string(),
  title: v.exactOptional(v.string()),
  startedAt: v.number(),
  durationMs: v.number(),
  ttftMs: v.exactOptional(v.number()),
  outcome,
  endpoint: v.exactOptional(v.string()),
  model: v.exactOptional(v.string()),
  tokens: v.exactOptional(v.number()),
  /** Nothing of it left this machine and its private network. */
  localOnly: v.exactOptional(v.literal(true)),
  /** The way in short: what was tried in this order, and why it did not answer. */
  way: v.array(v.object({ endpoint: v.string(), outcome: attemptOutcome, phrase: v.exactOptional(v.string()) })),
};
const requestRow = v.object(row);

/** What the page is told of a request: of all that is known of it no more than what a row has. */
export const toRequestRow = (known: RequestRow): RequestRow => v.parse(requestRow, known);

const requestDetail = v.object({
  ...row,
  attempts: v.array(
    v.object({
      endpoint: v.string(),
      step: v.number(),
      startedAt: v.number(),
      durationMs: v.number(),
      ttftMs: v.exactOptional(v.number()),
      outcome: attemptOutcome,
      phrase: v.exactOptional(v.string()),
      message: v.exactOptional(v.string()),
      model: v.exactOptional(v.string()),
    }),
  ),
  /** When a model was being loaded meanwhile. */
  loads: v.array(v.object({ endpoint: v.string(), fromMs: v.number(), toMs: v.number() })),
  errorMessage: v.exactOptional(v.string()),
  /** Beginnings of what was asked and answered; absent where texts are not kept. */
  prompt: v.exactOptional(v.string()),
  answer: v.exactOptional(v.string()),
  /** A text was longer than what the history keeps of one. */
  cut: v.boolean(),
  canAskAgain: v.boolean(),
  canOpen: v.boolean(),
});

const transition = v.object({
  id: v.number(),
  endpoint: v.string(),
  from: v.picklist(["closed", "half_open", "open"]),
  to: v.picklist(["closed", "half_open", "open"]),
  at: v.number(),
  /** Why, in a few words. */
  reason: v.string(),
});

const threshold = v.object({
  name: thresholdName,
  /** Set for this endpoint alone; null where it takes the one for all. */
  own: v.nullable(v.number()),
  /** What holds for all endpoints. */
  shared: v.number(),
  min: v.number(),
  max: v.number(),
  whole: v.boolean(),
});

export const queryResult = v.variant("kind", [
  v.object({
    kind: v.literal("overview"),
    endpoints: v.array(v.string()),
    commands: v.array(v.string()),
    requests: v.number(),
    oldestMs: v.exactOptional(v.number()),
    storage: v.picklist(["sqlite", "memory"]),
    searchable: v.boolean(),
  }),
  v.object({ kind: v.literal("series"), series }),
  v.object({ kind: v.literal("lanes"), lanes: v.array(lane) }),
  v.object({ kind: v.literal("requests"), rows: v.array(requestRow), total: v.number(), totalExact: v.boolean() }),
  v.object({ kind: v.literal("request"), request: v.nullable(requestDetail) }),
  v.object({ kind: v.literal("transitions"), rows: v.array(transition) }),
  v.object({ kind: v.literal("thresholds"), endpoint: v.string(), thresholds: v.array(threshold) }),
]);

export type QueryResult = v.InferOutput<typeof queryResult>;
export type ResultOf<K extends QueryResult["kind"]> = Extract<QueryResult, { kind: K }>;
export type RequestRow = v.InferOutput<typeof requestRow>;
export type RequestDetail = v.InferOutput<typeof requestDetail>;
export type TransitionRow = v.InferOutput<typeof transition>;
export type ThresholdField = v.InferOutput<typeof threshold>;
