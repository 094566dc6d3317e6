import * as v from "valibot";
import { endpointCard, simulation, simulationMode } from "./dashboard-live";
import { queryResult } from "./dashboard-results";
import { endpointId, query, requestId, thresholdValues, callId, time } from "./dashboard-queries";

/**
 * What the dashboard and its page say to each other. Both sides check what arrives. Times are epoch milliseconds of the host; the page
 * may run on another machine and reckons with the `now` of the last `live`.
 */

const toHostSchema = v.variant("type", [
  /** The page is there and shown: it wants `live` messages. */
  v.object({ type: v.literal("ready") }),
  /** Answered by a `result` or a `failed` with the same id, unless it is cancelled first. */
  v.object({ type: v.literal("query"), id: callId, query }),
  v.object({ type: v.literal("cancel"), id: callId }),
  /** `trial`: ends the wait of an open breaker. `mend`: does what the card's `cure` says. */
  v.object({
    type: v.literal("act"),
    action: v.picklist(["reset", "trip", "probe", "trial", "mend"]),
    endpoint: endpointId,
  }),
  v.object({
    type: v.literal("simulate"),
    endpoint: endpointId,
    mode: simulationMode,
    forMs: v.pipe(v.number(), v.minValue(1_000), v.maxValue(3_600_000)),
  }),
  v.object({ type: v.literal("endSimulation"), endpoint: v.exactOptional(endpointId) }),
  /** Answered like a query of kind `thresholds`, or by `failed` with what is wrong. */
  v.object({ type: v.literal("saveThresholds"), id: callId, endpoint: endpointId, values: thresholdValues }),
  v.object({ type: v.literal("openSettings") }),
  v.object({ type: v.literal("ask") }),
  /** Asks which endpoint is to look down, and lets it. */
  v.object({ type: v.literal("simulateOutage") }),
  v.object({ type: v.literal("request"), action: v.picklist(["open", "again", "copyWay"]), request: requestId }),
]);

const toPageSchema = v.variant("type", [
  /** Everything that is drawn of the present, at most ten times a second. */
  v.object({
    type: v.literal("live"),
    now: time,
    offline: v.boolean(),
    /** Nothing leaves this machine and its private network. */
    localOnly: v.exactOptional(v.literal(true)),
    endpoints: v.array(endpointCard),
    simulations: v.array(simulation),
  }),
  /** What was asked of the history may have changed. */
  v.object({ type: v.literal("changed"), requests: v.boolean(), states: v.boolean(), cleared: v.boolean() }),
  v.object({ type: v.literal("result"), id: callId, value: queryResult }),
  v.object({ type: v.literal("failed"), id: callId, message: v.string() }),
  /** How something went that the page asked for. */
  v.object({ type: v.literal("notice"), tone: v.picklist(["info", "error"]), text: v.string() }),
]);

export type ToHost = v.InferOutput<typeof toHostSchema>;
export type ToPage = v.InferOutput<typeof toPageSchema>;
export type LiveMessage = Extract<ToPage, { type: "live" }>;
export type ChangedMessage = Extract<ToPage, { type: "changed" }>;

/** The message, or undefined when it is none. */
export function parseToHost(raw: unknown): ToHost | undefined {
  const result = v.safeParse(toHostSchema, raw);
  return result.success ? result.output : undefined;
}

/** The message, or undefined when it is none. */
export function parseToPage(raw: unknown): ToPage | undefined {
  const result = v.safeParse(toPageSchema, raw);
  return result.success ? result.output : undefined;
}
