import { isWeb, parseLoosely } from "../../../core/foreign/address";
import { TransportError } from "../../../core/ports/transport";
import { basicCredential, originOf, type Origin, type Target } from "../target";

export interface ProxyRoute extends Origin {
  /** Value of `Proxy-Authorization`, where the proxy's URL carried credentials. */
  authorization?: string;
}

/** How one URL is reached. */
export interface Route {
  target: Origin;
  proxy?: ProxyRoute;
  /** Connections with the same key may serve each other's requests. */
  key: string;
}

/** Throws a {@link TransportError} of kind `proxy` when the proxy's address cannot be used. */
export function makeRoute(target: Target, proxyUrl: string | undefined): Route {
  if (proxyUrl === undefined) return { target, key: target.site };
  return { target, proxy: parseProxy(proxyUrl), key: `${target.site} by ${proxyUrl}` };
}

function parseProxy(text: string): ProxyRoute {
  const url = parseLoosely(text);
  if (!url) throw new TransportError("proxy", "The proxy address is not a URL.");
  if (!isWeb(url)) {
    throw new TransportError(
      "proxy",
      `The proxy address starts with ${url.protocol}//; only http:// and https:// proxies are supported.`,
    );
  }
  const authorization = basicCredential(url);
  return { ...originOf(url), ...(authorization !== undefined && { authorization }) };
}

/** `host:port` as it stands in a request line, with brackets around IPv6. */
export const authority = ({ host, port }: Origin): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;
