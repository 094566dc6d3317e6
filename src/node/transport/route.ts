import { TransportError } from "../../core/ports/transport";

export interface Origin {
  host: string;
  port: number;
  secure: boolean;
}

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

export const originOf = (url: URL): Origin => {
  const secure = url.protocol === "https:";
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port === "" ? (secure ? 443 : 80) : Number(url.port), secure };
};

/** `user:password` of a URL as a Basic credential; undefined where it carries none. */
export function basicCredential(url: URL): string | undefined {
  if (url.username === "" && url.password === "") return undefined;
  const plain = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return `Basic ${Buffer.from(plain, "utf8").toString("base64")}`;
}

/** Throws a {@link TransportError} of kind `proxy` when the proxy's address cannot be used. */
export function makeRoute(url: URL, proxyUrl: string | undefined): Route {
  const target = originOf(url);
  const key = `${url.protocol}//${url.host}`;
  if (proxyUrl === undefined) return { target, key };
  const proxy = parseProxy(proxyUrl);
  return { target, proxy, key: `${key} by ${proxyUrl}` };
}

function parseProxy(text: string): ProxyRoute {
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  } catch (cause) {
    throw new TransportError("proxy", "The proxy address is not a URL.", { cause });
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TransportError("proxy", `The proxy address starts with ${url.protocol}//; only http:// and https:// proxies are supported.`);
  }
  const authorization = basicCredential(url);
  return { ...originOf(url), ...(authorization !== undefined && { authorization }) };
}

/** `host:port` as it stands in a request line, with brackets around IPv6. */
export const authority = ({ host, port }: Origin): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;
