import { defaultChain } from "../../core/service/config/config";
import type { ChainStep, ServiceConfig } from "../../core/model/config";
import type { EndpointConfig } from "../../core/model/endpoint";
import { breakerOptions } from "./rules/breaker-rules";
import type { Settings } from "./list";

/** The whole config of the service: settings in seconds become milliseconds, and each endpoint gets the key of its origin. */
export function serviceConfig(
  settings: Settings,
  keyOf: (endpoint: EndpointConfig) => string | undefined = () => undefined,
): ServiceConfig {
  return {
    endpoints: settings.endpoints.map((endpoint) => {
      const apiKey = keyOf(endpoint);
      return apiKey === undefined ? endpoint : { ...endpoint, apiKey };
    }),
    localOnly: settings.localOnly,
    enableCircuitBreaker: settings.enabled,
    ...(!isDefault(settings.chain) && { chain: settings.chain }),
    breaker: breakerOptions(settings),
    // 0: the service's own, which is shorter for a server of this machine or network.
    ...(settings.connectTimeout !== 0 && { connectTimeoutMs: settings.connectTimeout * 1000 }),
    idleTimeoutMs: settings.idleTimeout * 1000,
    loadTimeoutMs: settings.loadTimeout * 1000,
    thinkingTimeoutMs: settings.thinkingTimeout * 1000,
    totalTimeoutMs: settings.totalTimeout * 1000,
    healthCheckIntervalMs: settings.healthCheckInterval * 1000,
    hedgeDelayMs: settings.hedgeDelay * 1000,
    throttleBackoffMs: settings.throttleBackoff * 1000,
    loadBalancing: settings.loadBalancing,
    adaptive: settings.adaptive,
  };
}

/** The default schedule is left to the service, which leaves out the steps that have no endpoint; a chain of the user's own is taken as it is. */
function isDefault(chain: ChainStep[]): boolean {
  const same = (one: ChainStep, other: ChainStep | undefined): boolean =>
    one.tier === other?.tier &&
    one.endpoint === other?.endpoint &&
    one.timeoutMs === other?.timeoutMs &&
    (one.delayMs ?? 0) === (other?.delayMs ?? 0);
  return chain.length === defaultChain.length && chain.every((step, index) => same(step, defaultChain[index]));
}
