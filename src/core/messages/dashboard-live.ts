import * as v from "valibot";
import { ENDPOINT_TYPE_NAMES } from "../model/endpoint-types";
import { share, time } from "./dashboard-queries";

/** What the dashboard's cards show of the present. */

export const simulationMode = v.picklist(["fail", "hang", "slow", "cut"]);

export const simulation = v.object({ mode: simulationMode, untilMs: time, endpoints: v.array(v.string()) });

/** How an endpoint stands: the one thing to be said of it first. */
const standing = v.picklist([
  "in_need",
  "held_open",
  "open",
  "half_open",
  "paused",
  "offline",
  "silent",
  "failing",
  "loading",
  "busy",
  "watching",
  "unasked",
  "fine",
]);

const count = v.pipe(v.number(), v.minValue(0));

export const endpointCard = v.object({
  id: v.string(),
  type: v.picklist(ENDPOINT_TYPE_NAMES),
  tier: v.picklist(["local", "cloud"]),
  /** Host and port, or the whole address where it has none. */
  address: v.string(),
  model: v.exactOptional(v.string()),
  state: v.picklist(["closed", "half_open", "open"]),
  mode: v.picklist(["auto", "forced_open", "metrics_only"]),
  standing,
  /** What is the matter, in a few words, where the standing alone does not say it. */
  matter: v.exactOptional(v.string()),
  /** Nothing may be asked of it while all has to stay local. */
  barred: v.exactOptional(v.literal(true)),
  /** Why it stands so, as a sentence: the newest that is known. */
  reason: v.exactOptional(v.string()),
  /** What a button that mends it says, where there is one. */
  cure: v.exactOptional(v.string()),
  /** Whose the trial of a half-open breaker is. */
  trial: v.exactOptional(v.picklist(["due", "running", "elsewhere"])),
  /** Calls are kept back, and a button can let one through. */
  canTry: v.boolean(),
  /** False: this machine is offline, or the endpoint was seen not to answer as it should. */
  available: v.boolean(),
  /** When a call is let through as a trial; absent while calls pass, or while it is held open. */
  retryAt: v.exactOptional(time),
  openedAt: v.exactOptional(time),
  failureStreak: count,
  failureThreshold: count,
  /** 0..1 over the breaker's window; absent below its minimum of calls. */
  failureRate: v.exactOptional(share),
  lastFailure: v.exactOptional(v.object({ at: time, text: v.string() })),
  /** A rate limit's end: nothing is sent before it. */
  notBefore: v.exactOptional(time),
  /** Of its model, where that is known and worth telling. */
  residence: v.exactOptional(v.picklist(["resident", "not loaded"])),
  healthyAt: v.exactOptional(time),
  inFlight: count,
  queued: count,
  totalRequests: count,
  /** False where calls do not go through the transport, so that no outage can be simulated. */
  canSimulate: v.boolean(),
});

export type EndpointCard = v.InferOutput<typeof endpointCard>;
export type Simulation = v.InferOutput<typeof simulation>;
export type SimulationMode = v.InferOutput<typeof simulationMode>;
