import { request } from "node:http";
import type { Socket } from "node:net";
import { t } from "../../../core/l10n/t";
import { TransportError, type TransportErrorKind } from "../../../core/ports/transport";
import { errorCode } from "../base/socket-errors";
import { authority, type Origin } from "../base/target";
import type { HttpProxyRoute } from "./proxy-route";

/** By these a proxy says that it could not reach the target: the target's failure, not its own. */
const TARGETS_FAILURES: ReadonlyMap<number, TransportErrorKind> = new Map([
  [502, "refused"],
  [503, "refused"],
  [504, "connect_timeout"],
]);

/**
 * Asks the proxy at the other end of `socket` for a tunnel (CONNECT) and resolves with the socket once it is one.
 * Rejects with a {@link TransportError}, with the proxy's status where it answered; of kind `proxy` unless it says that the target cannot be reached.
 */
export function openHttpTunnel(socket: Socket, proxy: HttpProxyRoute, target: Origin): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const host = authority(target);
    const ask = request({
      method: "CONNECT",
      path: host,
      headers: { host, ...(proxy.authorization !== undefined && { "proxy-authorization": proxy.authorization }) },
      createConnection: () => socket,
    });
    ask.once("connect", (response, _socket, head: Buffer) => {
      const status = response.statusCode ?? 0;
      if (status < 200 || status > 299) {
        reject(
          new TransportError(
            TARGETS_FAILURES.get(status) ?? "proxy",
            `The proxy ${authority(proxy)} refused the connection to ${host} with status ${status}.`,
            { proxyStatus: status },
          ),
        );
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    // An answer that is no answer to CONNECT (a web server on the proxy's port).
    ask.once("response", (response) => {
      reject(
        new TransportError("proxy", `The server at ${authority(proxy)} is not a proxy.`, {
          proxyStatus: response.statusCode ?? 0,
        }),
      );
    });
    ask.on("error", (cause) => {
      const code = errorCode(cause);
      reject(
        new TransportError("proxy", t("The proxy {0} broke off: {1}", authority(proxy), cause.message), {
          ...(code && { code }),
          cause,
        }),
      );
    });
    ask.end();
  });
}
