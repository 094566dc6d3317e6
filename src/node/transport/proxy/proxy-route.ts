import { bareHost, isWeb, parseLoosely } from "../../../core/foreign/address";
import { t } from "../../../core/l10n/t";
import { TransportError } from "../../../core/ports/transport";
import { basicCredential, decoded, originOf, type Origin } from "../base/target";

/** A proxy that speaks HTTP: it makes tunnels (CONNECT), and fetches what is plain HTTP itself. */
export interface HttpProxyRoute extends Origin {
  type: "http";
  /** Value of `Proxy-Authorization`, where the proxy's address carried credentials. */
  authorization?: string;
}

export interface SocksProxyRoute extends Origin {
  type: "socks";
  version: 4 | 5;
  user?: string;
  password?: string;
}

export type ProxyRoute = HttpProxyRoute | SocksProxyRoute;

/** Names are looked up by the proxy in all of them: many are there for names that only they know. */
const SOCKS_VERSIONS: Record<string, 4 | 5> = {
  "socks:": 5,
  "socks5:": 5,
  "socks5h:": 5,
  "socks4:": 4,
  "socks4a:": 4,
};
const SOCKS_PORT = 1080;

/** Throws a {@link TransportError} of kind `proxy` when the address cannot be used. */
export function parseProxy(text: string): ProxyRoute {
  const url = parseLoosely(text);
  if (!url) throw new TransportError("proxy", t("The proxy address is not a URL."));
  const version = Object.hasOwn(SOCKS_VERSIONS, url.protocol) ? SOCKS_VERSIONS[url.protocol] : undefined;
  if (version !== undefined && url.hostname !== "") return socksRoute(url, version);
  if (!isWeb(url)) {
    throw new TransportError(
      "proxy",
      t("The proxy address starts with {0}//; http://, https://, socks5:// and socks4:// are supported.", url.protocol),
    );
  }
  const authorization = basicCredential(url);
  return { type: "http", ...originOf(url), ...(authorization !== undefined && { authorization }) };
}

function socksRoute(url: URL, version: 4 | 5): SocksProxyRoute {
  const { username, password } = url;
  return {
    type: "socks",
    version,
    host: bareHost(url.hostname),
    port: url.port === "" ? SOCKS_PORT : Number(url.port),
    secure: false,
    ...(username !== "" && { user: decoded(username), password: decoded(password) }),
  };
}
