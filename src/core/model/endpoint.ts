import type { BreakerMetrics, BreakerMode, BreakerOptions, CircuitState } from "../breaker/types";
import type { FailureKind } from "./failure-kinds";

import type { EndpointType } from "./endpoint-types";

export type Tier = "local" | "cloud";

export interface EndpointConfig {
  id: string;
  type: EndpointType;
  url: string;
  model?: string;
  /** By default `ollama` and loopback or private addresses are local. */
  tier?: Tier;
  /** In the editor it comes from SecretStorage, never from settings. */
  apiKey?: string;
  /** Sent with every request. Those that the transport writes itself (`Content-Length`, `Host`, …) are refused, and what no header can carry. */
  headers?: Record<string, string>;
  breaker?: Partial<BreakerOptions>;
  /** Calls in flight at once; 1 for a local endpoint, unbounded for a cloud one by default. */
  maxConcurrent?: number;
  /** Tokens the model can take; used to find a larger endpoint after `context_length`. */
  contextLength?: number;
  proxy?: string;
}

export interface EndpointStatus {
  id: string;
  type: EndpointType;
  url: string;
  tier: Tier;
  model?: string;
  state: CircuitState;
  mode: BreakerMode;
  metrics: BreakerMetrics;
  /** How long calls took that were answered whole, without loads of models; absent before the first. The breaker's own latencies are those of failures too. */
  answeredIn?: { p50Ms: number; p95Ms: number };
  /**
   * Milliseconds until the breaker admits a trial, or until another window's trial that was met ends if that window does not go on with it; 0 when a trial is
   * admitted; Infinity when forced open.
   */
  retryAfterMs: number;
  /** Another window makes the trial of the half-open breaker. */
  trialElsewhere?: true;
  /** Why the breaker opened, as a sentence; absent while closed. */
  openedBecause?: string;
  /** The kind of the failure that opened it; absent while closed, and where no failure did. */
  openedKind?: FailureKind;
  /**
   * A condition that waiting does not mend (wrong key, no credit, the endpoint's own model missing), as it was last told. Nothing is sent until it is cleared, but where
   * `callsPass`: it may have been mended meanwhile.
   */
  latched?: { kind: FailureKind; message: string; callsPass?: true };
  /** Why nothing at all is sent there: it would leave this machine and its private network while `localOnly` is on. */
  barred?: { kind: FailureKind; message: string };
  /** Epoch milliseconds before which nothing is sent (429). */
  notBefore?: number;
  /** Whether it answers as the API that it should be. */
  live?: boolean;
  /** Whether its model is there; not known while it does not answer. */
  ready?: boolean;
  /** Whether its model is in memory; not known while it does not answer. */
  warm?: boolean;
  /** Why `live` or `ready` is false, where something was heard or seen that says so; or why nothing could be seen. */
  trouble?: { kind: FailureKind; message: string };
  lastHealthCheckAt?: number;
  /** An outage is simulated: what is seen here is not real. */
  simulated?: true;
  inFlight: number;
  queued: number;
}
