import type { CancelSignal } from "../async/cancel-signal";

/**
 * The port through which the core talks HTTP. The core never sees a socket; `src/node/transport` implements this on undici,
 * a test may implement it with a script.
 */
export interface Transport {
  /**
   * Sends one request and resolves with the status line and headers. Redirects are followed to the same origin only, and where they keep the request as it is.
   * Rejects with a {@link TransportError} when no response came, or with `signal.reason` when `signal` fired first.
   */
  request(request: TransportRequest): Promise<TransportResponse>;
  /** True while an outage of what is at this address is simulated: what is seen there is not real. Absent: never. */
  simulates?(url: string): boolean;
  /** Closes every socket. Requests under way reject. */
  dispose(): Promise<void>;
}

export interface TransportRequest {
  method: "GET" | "POST" | "HEAD" | "DELETE";
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** The one way to end a request early: aborting it closes the socket. All other timers are the caller's. */
  signal: CancelSignal;
  /** Time allowed for TCP and TLS set-up in milliseconds. */
  connectTimeoutMs: number;
  /** An explicit proxy URL for this endpoint; without it the transport's own proxy rules apply. Loopback is never proxied. */
  proxy?: string;
  /**
   * True: it goes to this machine or its private network or nowhere, by the address that is connected to; through no proxy, and no public name is asked for.
   * Rejects with a {@link TransportError} of kind `local_only` otherwise.
   */
  localOnly?: true;
  /** True: use a connection of its own instead of one from the pool (warm-up loads). */
  ownConnection?: boolean;
}

export interface TransportResponse {
  status: number;
  /** Lower-case names; repeated headers joined with ", ". */
  headers: Record<string, string>;
  /** The body's bytes as they come, without any compression. Iteration throws a {@link TransportError}, or `signal.reason` after an abort. Leaving the loop early closes the socket. */
  body: AsyncIterable<Uint8Array>;
}

/** What went wrong below HTTP, by the events of the socket; docs/failures.md says what each means. */
export type TransportErrorKind =
  | "refused"
  | "connect_timeout"
  | "dns"
  /** No route or no network at all: the machine, not the endpoint, is cut off. */
  | "offline"
  | "tls"
  | "proxy"
  | "reset"
  /** What came is not HTTP as it can be read here. */
  | "not_http"
  /** The body ended before its compression did. */
  | "truncated"
  /** The body unpacks to more than an answer may have. */
  | "too_large"
  /** The body is packed in a way that cannot be undone here (the message is its name, or the reason). */
  | "packed"
  /** It would have left the private network (the message says why). */
  | "local_only"
  | "internal";

export class TransportError extends Error {
  override readonly name = "TransportError";
  constructor(
    readonly kind: TransportErrorKind,
    message: string,
    readonly details: {
      /** The runtime's own error code, such as `ECONNREFUSED`. */
      code?: string;
      cause?: unknown;
      /** Status of the proxy's answer to CONNECT, where there was one. */
      proxyStatus?: number;
      /** What came instead of an answer, as far as it matters; foreign. */
      said?: string;
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
  }
  get code(): string | undefined {
    return this.details.code;
  }
}

/** What the runtime itself said, to be searched: the message may be a sentence around it, in any language, with the name of a host in it. */
export const reasonOf = ({ details: { cause }, message }: TransportError): string =>
  cause instanceof Error ? cause.message : message;
