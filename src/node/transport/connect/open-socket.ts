import * as net from "node:net";
import * as tls from "node:tls";
import { isLoopback } from "../../../core/endpoint/address";
import { t } from "../../../core/l10n/t";
import { TransportError } from "../../../core/ports/transport";
import type { Cancellation } from "../base/cancellation";
import { openHttpTunnel } from "../proxy/http-tunnel";
import type { ProxyRoute } from "../proxy/proxy-route";
import { openSocksTunnel } from "../proxy/socks-tunnel";
import { isFetchedByProxy, type Route } from "./route";
import { connectError } from "../base/socket-errors";
import { authority, type Origin } from "../base/target";
import { privateLookup } from "./private-lookup";
import type { TlsSettings } from "./tls-context";

/** Time for one address of a name before the next one is tried beside it (RFC 8305 asks for 100 ms to 2 s). */
const NEXT_ADDRESS_MS = 300;

/**
 * Makes the connection a route asks for: name, TCP, what a proxy needs, and TLS, all within `timeoutMs`. Rejects with a
 * {@link TransportError}, or with the reason it was cancelled for; every socket it opened is closed then.
 */
export function openSocket(
  route: Route,
  tlsSettings: TlsSettings,
  timeoutMs: number,
  cancellation: Cancellation,
  lookup?: net.LookupFunction,
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    cancellation.throwIfCancelled();
    const opened: net.Socket[] = [];
    const finish = (): void => {
      clearTimeout(timer);
      cancellation.unlisten();
    };
    const fail = (error: unknown): void => {
      finish();
      for (const socket of opened) socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(timeoutError(route, timeoutMs)), timeoutMs).unref();
    cancellation.listen(fail);
    const track = (socket: net.Socket): net.Socket => {
      opened.push(socket);
      // Whoever waits for an answer keeps the program alive; a connection by itself does not. Each address that is tried has a handle of its own.
      socket.unref();
      socket.on("connectionAttempt", () => socket.unref());
      // Whoever uses the socket listens too; this one is for errors after it was given up.
      socket.on("error", () => {});
      return socket;
    };
    establish(route, tlsSettings, track, lookup).then((socket) => {
      finish();
      resolve(socket);
    }, fail);
  });
}

function timeoutError(route: Route, timeoutMs: number): TransportError {
  const code = "CONNECT_TIMEOUT";
  if (route.proxy)
    return new TransportError(
      "proxy",
      t("No connection through the proxy {0} within {1} ms.", authority(route.proxy), timeoutMs),
      { code },
    );
  return new TransportError("connect_timeout", `No connection to ${authority(route.target)} within ${timeoutMs} ms.`, {
    code,
  });
}

type Track = (socket: net.Socket) => net.Socket;

async function establish(
  route: Route,
  tlsSettings: TlsSettings,
  track: Track,
  lookup?: net.LookupFunction,
): Promise<net.Socket> {
  const { target, proxy, localOnly } = route;
  const socket = proxy
    ? await connectToProxy(route, proxy, tlsSettings, track)
    : await connectTcp(target, track, localOnly && privateLookup(lookup)).catch((error) =>
        Promise.reject(connectError(error, target.host)),
      );
  if (!target.secure) return socket;
  return startTls(socket, target.host, tlsSettings, track).catch((error) =>
    Promise.reject(connectError(error, target.host)),
  );
}

async function connectToProxy(
  route: Route,
  proxy: ProxyRoute,
  tlsSettings: TlsSettings,
  track: Track,
): Promise<net.Socket> {
  try {
    const plain = await connectTcp(proxy, track);
    const socket = proxy.secure ? await startTls(plain, proxy.host, tlsSettings, track) : plain;
    if (proxy.type === "socks") return await openSocksTunnel(socket, proxy, route.target);
    return isFetchedByProxy(route) ? socket : await openHttpTunnel(socket, proxy, route.target);
  } catch (error) {
    if (error instanceof TransportError) throw error;
    const cause = connectError(error, proxy.host);
    // A machine without a network has no proxy either; that is not the proxy's doing.
    if (cause.kind === "offline") throw cause;
    throw new TransportError("proxy", t("The proxy {0} cannot be reached: {1}", authority(proxy), cause.message), {
      ...(cause.code && { code: cause.code }),
      cause,
    });
  }
}

/** @param lookup of names that are none of this machine's own */
function connectTcp({ host, port }: Origin, track: Track, lookup?: net.LookupFunction): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = track(
      net.connect({
        host,
        port,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: 60_000,
        autoSelectFamily: true,
        autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
        ...(net.isIP(host) === 0 && isLoopback(host) ? { lookup: lookupLoopback } : lookup && { lookup }),
      }),
    );
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
  });
}

/** `localhost` is both loopback addresses, whatever the machine's hosts file says; a server may listen on only one of them. */
const lookupLoopback: net.LookupFunction = (_hostname, options, callback) => {
  const addresses = [
    { address: "127.0.0.1", family: 4 },
    { address: "::1", family: 6 },
  ];
  if (options.all) callback(null, addresses);
  else callback(null, "127.0.0.1", 4);
};

function startTls(socket: net.Socket, host: string, tlsSettings: TlsSettings, track: Track): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const servername = net.isIP(host) === 0 ? { servername: host } : {};
    const secure = tls.connect({ ...tlsSettings.connectOptions(host), ...servername, socket });
    track(secure);
    secure.once("secureConnect", () => resolve(secure));
    secure.once("error", reject);
  });
}
