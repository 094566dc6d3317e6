import type { BreakerOptions } from "../../breaker/types";
import { tierOf } from "../../endpoint/address";
import { headerCountProblem, headerProblem } from "../../endpoint/header-rules";
import { bareAddress, isWeb, parseAddress } from "../../foreign/address";
import { shownUrl } from "../../foreign/shown-url";
import { ENDPOINT_TYPE_NAMES, isEndpointType, isHttp } from "../../model/endpoint-types";
import { MAX_QUOTE_CHARS, MIN_CHECK_INTERVAL_MS } from "../../model/limits";
import type { ChainStep, LoadBalancing, ServiceConfig } from "../../model/config";
import type { EndpointConfig, Tier } from "../../model/endpoint";

/** The user's default schedule: cloud 10 s; wait 2 s, cloud 20 s; wait 5 s, local 30 s. */
export const defaultChain: readonly ChainStep[] = [
  { tier: "cloud", timeoutMs: 10_000 },
  { tier: "cloud", timeoutMs: 20_000, delayMs: 2_000 },
  { tier: "local", timeoutMs: 30_000, delayMs: 5_000 },
];

/** An endpoint with its tier settled. */
export type ResolvedEndpoint = EndpointConfig & { tier: Tier };

/** A {@link ServiceConfig} with every default filled in; all times in milliseconds. */
export interface ResolvedConfig {
  endpoints: ResolvedEndpoint[];
  localOnly: boolean;
  enableCircuitBreaker: boolean;
  chain: ChainStep[];
  breaker: Partial<BreakerOptions>;
  connectTimeoutMs: Record<Tier, number>;
  idleTimeoutMs: number;
  loadTimeoutMs: number;
  thinkingTimeoutMs: number;
  totalTimeoutMs: number;
  healthCheckIntervalMs: number;
  hedgeDelayMs: number;
  throttleBackoffMs: number;
  loadBalancing: LoadBalancing;
  adaptive: boolean;
  cache: { maxAgeMs: number; maxEntries: number };
}

/** Fills in the defaults. Throws a TypeError or RangeError that names the field and its value; the given object is neither kept nor changed. */
export function resolveConfig(config: ServiceConfig): ResolvedConfig {
  if (!config || !Array.isArray(config.endpoints)) throw new TypeError("endpoints must be a list of endpoints");
  const endpoints = config.endpoints.map(resolveEndpoint);
  const seen = new Set<string>();
  for (const { id } of endpoints) {
    if (seen.has(id)) throw new RangeError(`endpoints: the id "${id}" stands twice`);
    seen.add(id);
  }
  const balancing = config.loadBalancing ?? "priority";
  if (!["priority", "roundRobin", "leastLatency"].includes(balancing))
    throw new RangeError(`loadBalancing must be priority, roundRobin or leastLatency, not ${String(balancing)}`);
  // What is no truth value might have been meant as either: nothing is sent on a guess.
  if (config.localOnly !== undefined && typeof config.localOnly !== "boolean")
    throw new TypeError(`localOnly must be true or false, not ${String(config.localOnly)}`);
  return {
    endpoints,
    localOnly: config.localOnly ?? false,
    enableCircuitBreaker: config.enableCircuitBreaker ?? true,
    chain: resolveChain(config.chain, endpoints),
    breaker: { ...config.breaker },
    connectTimeoutMs: {
      cloud: duration("connectTimeoutMs", config.connectTimeoutMs, 10_000, 1),
      // A server of this machine or network that does not take a connection within a retransmission or two is not there.
      local: duration("connectTimeoutMs", config.connectTimeoutMs, 1_400, 1),
    },
    idleTimeoutMs: duration("idleTimeoutMs", config.idleTimeoutMs, 30_000, 1),
    loadTimeoutMs: duration("loadTimeoutMs", config.loadTimeoutMs, 300_000, 1),
    thinkingTimeoutMs: duration("thinkingTimeoutMs", config.thinkingTimeoutMs, 300_000, 1),
    totalTimeoutMs: duration("totalTimeoutMs", config.totalTimeoutMs, 70_000, 0),
    healthCheckIntervalMs: checkInterval(config.healthCheckIntervalMs),
    hedgeDelayMs: duration("hedgeDelayMs", config.hedgeDelayMs, 0, 0),
    throttleBackoffMs: duration("throttleBackoffMs", config.throttleBackoffMs, 2_000, 0),
    loadBalancing: balancing,
    adaptive: config.adaptive ?? true,
    cache: {
      maxAgeMs: duration("cache.maxAgeMs", config.cache?.maxAgeMs, 86_400_000, 0),
      maxEntries: duration("cache.maxEntries", config.cache?.maxEntries, 100, 0),
    },
  };
}

function resolveEndpoint(endpoint: EndpointConfig, index: number): ResolvedEndpoint {
  const where = `endpoints[${index}]`;
  if (typeof endpoint !== "object" || endpoint === null) throw new TypeError(`${where} must be an object`);
  if (typeof endpoint.id !== "string" || endpoint.id === "") throw new TypeError(`${where}.id must be a name`);
  if (!isEndpointType(endpoint.type))
    throw new RangeError(
      `${where}.type must be one of ${ENDPOINT_TYPE_NAMES.join(", ")}, not ${String(endpoint.type)}`,
    );
  const url = typeof endpoint.url === "string" ? bareAddress(endpoint.url) : endpoint.url;
  if (isHttp(endpoint.type)) {
    const address = typeof url === "string" ? parseAddress(url) : undefined;
    if (!address || !isWeb(address))
      throw new TypeError(`${where}.url must be an http or https address, not ${shownUrl(String(endpoint.url))}`);
  }
  if (
    endpoint.maxConcurrent !== undefined &&
    !(Number.isInteger(endpoint.maxConcurrent) && endpoint.maxConcurrent > 0)
  ) {
    throw new RangeError(`${where}.maxConcurrent must be a whole number of at least 1, not ${endpoint.maxConcurrent}`);
  }
  if (endpoint.headers !== undefined) checkHeaders(endpoint.headers, `${where}.headers`);
  return { ...endpoint, url, tier: tierOf({ ...endpoint, url }) };
}

function checkHeaders(headers: Record<string, string>, where: string): void {
  if (typeof headers !== "object" || headers === null) throw new TypeError(`${where} must be an object of texts`);
  const many = headerCountProblem(headers);
  if (many !== undefined) throw new RangeError(`${where} must be ${many}`);
  for (const [name, value] of Object.entries(headers)) {
    const problem = headerProblem(name, value);
    if (problem !== undefined)
      throw new RangeError(`${where}: ${JSON.stringify(name.slice(0, MAX_QUOTE_CHARS))} must be ${problem}`);
  }
}

function resolveChain(chain: ChainStep[] | undefined, endpoints: ResolvedEndpoint[]): ChainStep[] {
  if (chain === undefined) {
    // Of the default schedule only the steps remain for which there is an endpoint: without a cloud one, only the local step.
    return defaultChain
      .filter((step) => endpoints.some((endpoint) => endpoint.tier === step.tier))
      .map((step) => ({ ...step }));
  }
  if (!Array.isArray(chain) || chain.length === 0) throw new RangeError("chain must have at least one step");
  return chain.map((step, index) => {
    const where = `chain[${index}]`;
    if (typeof step !== "object" || step === null) throw new TypeError(`${where} must be an object`);
    if (step.endpoint !== undefined && !endpoints.some((endpoint) => endpoint.id === step.endpoint))
      throw new RangeError(`${where}.endpoint "${step.endpoint}" is not among the endpoints`);
    if (step.endpoint === undefined && step.tier !== undefined && step.tier !== "cloud" && step.tier !== "local")
      throw new RangeError(`${where}.tier must be cloud or local, not ${String(step.tier)}`);
    if (step.timeoutMs === undefined) throw new TypeError(`${where}.timeoutMs is missing`);
    duration(`${where}.timeoutMs`, step.timeoutMs, 0, 1);
    duration(`${where}.delayMs`, step.delayMs, 0, 0);
    return { ...step };
  });
}

/** What is below the floor is raised to it, not refused: the wish for frequent checks is met as far as it may be. */
function checkInterval(given: number | undefined): number {
  const intervalMs = duration("healthCheckIntervalMs", given, 30_000, 0);
  return intervalMs === 0 ? 0 : Math.max(intervalMs, MIN_CHECK_INTERVAL_MS);
}

function duration(name: string, value: number | undefined, fallback: number, least: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== "number") throw new TypeError(`${name} must be a number, not ${String(value)}`);
  if (!Number.isFinite(value) || value < least)
    throw new RangeError(`${name} must be a finite number of at least ${least}, not ${value}`);
  return value;
}
