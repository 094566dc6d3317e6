import { laterCode } from "../../core/failure/loaded";
import {
  TransportError,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from "../../core/ports/transport";
import { Cancellation } from "./base/cancellation";
import type { Connection } from "./connect/connection";
import { ConnectionPool } from "./connect/connection-pool";
import { leaveUnread } from "../../core/endpoint/wire/read-body";
import { MAX_REDIRECTS, redirectAtHome } from "./answer/redirect";
import { unpacked } from "./answer/unpack";
import { exchange, StaleConnectionError, type ExchangeRequest } from "./answer/exchange";
import { openSocket } from "./connect/open-socket";
import type { TransportOptions } from "./base/options";
import { fetchRefusal } from "./proxy/fetch-refusal";
import { chooseProxy } from "./proxy/proxy-rules";
import { keptLocal } from "./connect/private-lookup";
import { isFetchedByProxy, makeLocalRoute, makeRoute, type Route } from "./connect/route";
import { Targets, type Target } from "./base/target";
import { TlsSettings } from "./connect/tls-context";

export interface UndiciTransport extends Transport {
  /** Applies to every request from now on; those under way finish as they began, their connections are not used again. */
  configure(options: TransportOptions): void;
}

/** HTTP/1.1 on undici 7, loaded by deep import only, so that no other extension's `fetch` is touched. */
export function createUndiciTransport(options: TransportOptions = {}): UndiciTransport {
  return new PooledTransport(options);
}

/** What a set of options stands for; replaced as a whole by `configure`. */
interface Network {
  options: TransportOptions;
  tls: TlsSettings;
  pool: ConnectionPool;
}

const networkOf = (options: TransportOptions): Network => ({
  options,
  tls: new TlsSettings(options),
  pool: new ConnectionPool(),
});

class PooledTransport implements UndiciTransport {
  #network: Network;
  #disposed = false;
  /** Pools of earlier options; each empties as its requests end. */
  readonly #retired = new Set<ConnectionPool>();
  readonly #underWay = new Set<Cancellation>();
  readonly #targets = new Targets();

  constructor(options: TransportOptions) {
    this.#network = networkOf(options);
  }

  configure(options: TransportOptions): void {
    const { pool } = this.#network;
    pool.retire();
    for (const earlier of this.#retired) if (earlier.empty) this.#retired.delete(earlier);
    if (!pool.empty) this.#retired.add(pool);
    this.#network = networkOf(options);
  }

  dispose(): Promise<void> {
    this.#disposed = true;
    for (const cancellation of this.#underWay) cancellation.cancel(disposedError());
    for (const pool of [...this.#retired, this.#network.pool]) pool.destroy();
    return Promise.resolve();
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    let hop = request;
    for (let redirects = 0; ; redirects++) {
      const response = await this.#once(hop);
      const url = redirects < MAX_REDIRECTS ? redirectAtHome(hop, response) : undefined;
      if (url === undefined) return unpacked(response);
      leaveUnread(response.body);
      hop = { ...hop, url };
    }
  }

  async #once(request: TransportRequest): Promise<TransportResponse> {
    if (this.#disposed) throw disposedError();
    const cancellation = new Cancellation(request.signal);
    this.#underWay.add(cancellation);
    try {
      return await this.#send(request, cancellation);
    } catch (error) {
      this.#finished(cancellation);
      throw error;
    }
  }

  async #send(request: TransportRequest, cancellation: Cancellation): Promise<TransportResponse> {
    const { options, tls, pool } = this.#network;
    const target = this.#targets.get(request.url);
    const route = routeOf(target, request, options);
    const message = messageOf(target, route, request);
    const over = async (connection: Connection): Promise<TransportResponse> => {
      const response = await exchange(connection, target.host, message, cancellation, (reusable) => {
        if (reusable) pool.giveBack(connection);
        this.#finished(cancellation);
      });
      const refusal = fetchRefusal(message.headers, response);
      if (!refusal) return response;
      leaveUnread(response.body);
      throw refusal;
    };

    const pooled = request.ownConnection ? undefined : pool.take(route.key);
    if (pooled) {
      try {
        return await over(pooled);
      } catch (error) {
        if (!(error instanceof StaleConnectionError)) throw error;
      }
    }
    const { Connection } = await connectionModule.get();
    const socket = await openSocket(route, tls, request.connectTimeoutMs, cancellation, options.lookup);
    if (cancellation.cancelled) socket.destroy();
    cancellation.throwIfCancelled();
    const fresh = new Connection(route.key, target.site, socket);
    pool.add(fresh);
    return over(fresh);
  }

  #finished(cancellation: Cancellation): void {
    cancellation.close();
    this.#underWay.delete(cancellation);
  }
}

/** undici takes longer to load than all the rest together, so it waits for the first connection: an editor's start must not pay for it. */
const connectionModule = laterCode(() => import("./connect/connection"));

const disposedError = (): TransportError =>
  new TransportError("internal", "The transport was closed.", { code: "DISPOSED" });

function routeOf(target: Target, { localOnly, proxy }: TransportRequest, options: TransportOptions): Route {
  if (!localOnly) return makeRoute(target, chooseProxy(target, proxy, options));
  keptLocal(target, proxy);
  return makeLocalRoute(target);
}

function messageOf(
  target: Target,
  route: Route,
  { method, headers = {}, body, ownConnection }: TransportRequest,
): ExchangeRequest {
  const { path, credential, site } = target;
  const authorize =
    credential !== undefined && !Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
  const fetched = isFetchedByProxy(route);
  const proxyCredential = fetched && route.proxy?.type === "http" ? route.proxy.authorization : undefined;
  return {
    method,
    path: fetched ? site + path : path,
    headers: {
      ...headers,
      ...(authorize && { authorization: credential }),
      ...(proxyCredential !== undefined && { "proxy-authorization": proxyCredential }),
    },
    body,
    reset: ownConnection === true,
  };
}
