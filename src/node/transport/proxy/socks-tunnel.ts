import type { Socket } from "node:net";
import { loaded } from "../../../core/failure/loaded";
import { t } from "../../../core/l10n/t";
import { TransportError, type TransportErrorKind } from "../../../core/ports/transport";
import { authority, type Origin } from "../base/target";
import type { SocksProxyRoute } from "./proxy-route";

/** Our own time limit closes the socket well before that, in milliseconds. */
const LIBRARY_TIMEOUT_MS = 2_000_000_000;

/** What the library says of a proxy that reached nobody, by the names of RFC 1928, 6; that the target is not there is not the proxy's fault. */
const TARGETS_FAILURES: readonly [RegExp, TransportErrorKind][] = [
  [/TTLExpired/, "connect_timeout"],
  [
    /- (?:ConnectionRefused|HostUnreachable|NetworkUnreachable|Failure)|Socks4 Proxy rejected connection - \(Failed\)/,
    "refused",
  ],
];
const WANTS_PASSWORD = /authentication/i;

/**
 * Has the SOCKS proxy at the other end of `socket` connect to the target, whose name it looks up itself, and resolves with the socket once it has.
 * Rejects with a {@link TransportError}.
 */
export async function openSocksTunnel(socket: Socket, proxy: SocksProxyRoute, target: Origin): Promise<Socket> {
  const { SocksClient } = await loaded(() => import("./socks-client"));
  const { host, port, version, user, password } = proxy;
  try {
    await SocksClient.createConnection({
      command: "connect",
      proxy: { host, port, type: version, ...(user !== undefined && { userId: user, password: password ?? "" }) },
      destination: { host: target.host, port: target.port },
      existing_socket: socket,
      timeout: LIBRARY_TIMEOUT_MS,
    });
  } catch (error) {
    throw tunnelError(error, proxy, target);
  }
  // The library lets the bytes flow one turn later, to nobody.
  await new Promise(setImmediate);
  return socket.pause();
}

function tunnelError(error: unknown, proxy: SocksProxyRoute, target: Origin): TransportError {
  const reason = error instanceof Error ? error.message : String(error);
  const kind = TARGETS_FAILURES.find(([words]) => words.test(reason))?.[1];
  const [at, to] = [authority(proxy), authority(target)];
  if (kind !== undefined)
    return new TransportError(kind, `The SOCKS proxy ${at} could not connect to ${to}: ${reason}.`, { cause: error });
  const says = WANTS_PASSWORD.test(reason)
    ? t("The SOCKS proxy {0} wants a user and a password, or others than these", at)
    : t("The SOCKS proxy {0} did not connect to {1}: {2}", at, to, reason);
  return new TransportError("proxy", says, { cause: error });
}
