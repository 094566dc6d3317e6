import { parseProxy, type ProxyRoute } from "../proxy/proxy-route";
import type { Origin, Target } from "../base/target";

/** How one URL is reached. */
export interface Route {
  target: Origin;
  proxy?: ProxyRoute;
  /** Only an address of this machine or its private network is connected to. */
  localOnly?: true;
  /** Connections with the same key may serve each other's requests. */
  key: string;
}

/** One that no byte leaves the private network on: no proxy, which might be anywhere and sends on whatever it gets. */
export const makeLocalRoute = (target: Target): Route => ({
  target,
  localOnly: true,
  key: `${target.site} locally`,
});

/** Throws a `TransportError` of kind `proxy` when the proxy's address cannot be used. */
export function makeRoute(target: Target, proxyUrl: string | undefined): Route {
  if (proxyUrl === undefined) return { target, key: target.site };
  return { target, proxy: parseProxy(proxyUrl), key: `${target.site} by ${proxyUrl}` };
}

/**
 * True where a proxy fetches the address itself, which then stands whole in the request line (RFC 9112, 3.2.2): many make tunnels to TLS ports only.
 */
export const isFetchedByProxy = ({ proxy, target }: Route): boolean => proxy?.type === "http" && !target.secure;
