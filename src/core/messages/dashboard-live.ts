import * as v from "valibot";
import { ENDPOINT_TYPE_NAMES } from "../model/endpoint-types";
import { share, time } from "./dashboard-queries";

/** What the dashboard's cards show of the present. */

export const simulationMode = v.picklist(["fail", "hang", "slow", "cut"]);

export const simulation = v.object({ mode: simulationMode, untilMs: time, endpoints: v.array(v.string()) });

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
  /** When a trial is admitted; absent while calls pass, or while it is held open. */
  retryAt: v.exactOptional(time),
  /** Why it tripped, as a sentence. */
  openedBecause: v.exactOptional(v.string()),
  openedAt: v.exactOptional(time),
  failureStreak: count,
  failureThreshold: count,
  /** 0..1 over the breaker's window; absent below its minimum of calls. */
  failureRate: v.exactOptional(share),
  lastFailure: v.exactOptional(v.object({ at: time, text: v.string() })),
  /** Why nothing is sent until somebody acts (key, credit, model). */
  latched: v.exactOptional(v.string()),
  /** A rate limit's end: nothing is sent before it. */
  notBefore: v.exactOptional(time),
  live: v.exactOptional(v.boolean()),
  ready: v.exactOptional(v.boolean()),
  warm: v.exactOptional(v.boolean()),
  checkedAt: v.exactOptional(time),
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
