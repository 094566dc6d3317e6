import * as v from "valibot";

/** What the dashboard's page asks of the host. The limits keep a broken page from asking for more than can be drawn. */

export const callId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Epoch milliseconds. */
export const time = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
export const endpointId = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
export const requestId = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const endpoints = v.exactOptional(v.pipe(v.array(endpointId), v.maxLength(100)));
const wholeCount = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const limit = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(500));

/** A search for more characters than this is refused. */
export const MOST_SEARCH_CHARACTERS = 1_000;

export const requestFilter = v.object({
  endpoint: v.exactOptional(endpointId),
  outcome: v.exactOptional(v.picklist(["success", "failure", "cancelled", "cached"])),
  command: v.exactOptional(v.pipe(v.string(), v.maxLength(500))),
  text: v.exactOptional(v.pipe(v.string(), v.maxLength(MOST_SEARCH_CHARACTERS))),
  fromMs: v.exactOptional(time),
  toMs: v.exactOptional(time),
});

const anyQuery = v.variant("kind", [
  v.object({ kind: v.literal("overview") }),
  v.object({
    kind: v.literal("series"),
    fromMs: time,
    toMs: time,
    maxBuckets: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(2_000)),
    endpoints,
  }),
  v.object({
    kind: v.literal("lanes"),
    fromMs: time,
    toMs: time,
    resolutionMs: v.pipe(v.number(), v.minValue(0)),
    endpoints,
  }),
  v.object({
    kind: v.literal("requests"),
    filter: requestFilter,
    offset: wholeCount,
    limit,
    upTo: v.exactOptional(requestId),
  }),
  v.object({ kind: v.literal("request"), request: requestId }),
  v.object({
    kind: v.literal("transitions"),
    endpoint: v.exactOptional(endpointId),
    fromMs: v.exactOptional(time),
    toMs: v.exactOptional(time),
    limit,
    before: v.exactOptional(wholeCount),
  }),
  v.object({ kind: v.literal("thresholds"), endpoint: endpointId }),
]);

/** A picture of no time at all cannot be drawn. */
export const query = v.pipe(
  anyQuery,
  v.check(
    (asked) => (asked.kind !== "series" && asked.kind !== "lanes") || asked.toMs > asked.fromMs,
    "an empty time range",
  ),
);

/** Names of settings in seconds, shares and counts; null takes the value for all endpoints. What is missing stays as it is. */
export const thresholdNames = [
  "failureThreshold",
  "recoveryTimeout",
  "failureRateThreshold",
  "minimumCalls",
  "slowCallDuration",
  "slowCallRateThreshold",
  "successThreshold",
  "halfOpenMaxCalls",
] as const;
export type ThresholdName = (typeof thresholdNames)[number];
export const thresholdName = v.picklist(thresholdNames);
export const thresholdValues = v.record(thresholdName, v.nullable(v.number()));
export type ThresholdValues = Partial<Record<ThresholdName, number | null>>;

export type DashboardQuery = v.InferOutput<typeof query>;
export type QueryOf<K extends DashboardQuery["kind"]> = Extract<DashboardQuery, { kind: K }>;
export type DashboardFilter = v.InferOutput<typeof requestFilter>;
