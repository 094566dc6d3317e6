import { bareHost, isWeb, parseAddress } from "../../../core/foreign/address";
import { isLoopback } from "../../../core/endpoint/address";
import { TransportError } from "../../../core/ports/transport";

export interface Origin {
  host: string;
  port: number;
  secure: boolean;
}

/** An address taken apart. */
export interface Target extends Origin {
  /** Scheme, host and port as one text. */
  site: string;
  /** Path and query. */
  path: string;
  /** `Authorization` of an address that carries user and password. */
  credential: string | undefined;
  /** This machine itself. */
  loopback: boolean;
}

export const originOf = (url: URL): Origin => {
  const secure = url.protocol === "https:";
  return { host: bareHost(url.hostname), port: url.port === "" ? (secure ? 443 : 80) : Number(url.port), secure };
};

/** `user:password` of a URL as a Basic credential; undefined where it carries none. */
export function basicCredential(url: URL): string | undefined {
  if (url.username === "" && url.password === "") return undefined;
  const plain = `${decoded(url.username)}:${decoded(url.password)}`;
  return `Basic ${Buffer.from(plain, "utf8").toString("base64")}`;
}

/** `host:port` as it stands in a request line, with brackets around IPv6. */
export const authority = ({ host, port }: Origin): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;

/** What is no percent-encoding, such as the end of "50%", means itself. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Throws a {@link TransportError} for what is no http or https address. */
export function parseTarget(address: string): Target {
  const url = parseAddress(address);
  if (!url) throw new TransportError("internal", "The address is not a URL.", { code: "ERR_INVALID_URL" });
  if (!isWeb(url)) {
    throw new TransportError(
      "internal",
      `The address starts with ${url.protocol}//; only http:// and https:// are supported.`,
      { code: "ERR_INVALID_URL" },
    );
  }
  const origin = originOf(url);
  return {
    ...origin,
    site: url.origin,
    path: url.pathname + url.search,
    credential: basicCredential(url),
    loopback: isLoopback(origin.host),
  };
}

/** A program talks to a handful of addresses; more than this are not remembered. */
const MOST_REMEMBERED = 100;

/** {@link parseTarget} that remembers: taking an address apart takes as long as sending a request to it. */
export class Targets {
  readonly #known = new Map<string, Target>();

  get(address: string): Target {
    const known = this.#known.get(address);
    if (known) return known;
    const target = parseTarget(address);
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(address, target);
    return target;
  }
}
