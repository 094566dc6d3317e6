import type { BreakerOptions } from "../breaker/types";
import type { EndpointConfig, Tier } from "./endpoint";

export type LoadBalancing = "priority" | "roundRobin" | "leastLatency";

export interface ChainStep {
  tier?: Tier;
  /** An endpoint id; wins over `tier`. */
  endpoint?: string;
  /** Time to the first content token, in milliseconds. */
  timeoutMs: number;
  /** Wait before this step, in milliseconds. */
  delayMs?: number;
}

/** What the service is made of and how patient it is; all times in milliseconds. */
export interface ServiceConfig {
  endpoints: EndpointConfig[];
  /** True: nothing leaves this machine and its private network, whatever else the config says. False by default. */
  localOnly?: boolean;
  /** False: every breaker is `metrics_only`. */
  enableCircuitBreaker?: boolean;
  chain?: ChainStep[];
  breaker?: Partial<BreakerOptions>;
  /** TCP and TLS set-up; 10 s for a cloud endpoint and 1.4 s for a local one by default. */
  connectTimeoutMs?: number;
  idleTimeoutMs?: number;
  loadTimeoutMs?: number;
  /** From the first sign of life (reasoning, a tool call, a comment, blanks) to the first text; 300 s by default. Takes the place of a step's time and of the total. */
  thinkingTimeoutMs?: number;
  /** Bounds the whole request up to its first token; 0: none. */
  totalTimeoutMs?: number;
  /** 0: on demand only; anything between is raised to 1,000. */
  healthCheckIntervalMs?: number;
  /** 0: off. */
  hedgeDelayMs?: number;
  /** Gate after a 429 without a hint. */
  throttleBackoffMs?: number;
  loadBalancing?: LoadBalancing;
  adaptive?: boolean;
  cache?: { maxAgeMs: number; maxEntries: number };
}
