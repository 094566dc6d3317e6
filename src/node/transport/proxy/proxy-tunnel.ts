import { request } from "node:http";
import type { Socket } from "node:net";
import { TransportError } from "../../../core/ports/transport";
import { authority, type ProxyRoute } from "../connect/route";
import { errorCode } from "../socket-errors";
import type { Origin } from "../target";

/**
 * Asks the proxy at the other end of `socket` for a tunnel (CONNECT) and resolves with the socket once it is one.
 * Rejects with a {@link TransportError} of kind `proxy`, with the proxy's status where it answered.
 */
export function openTunnel(socket: Socket, proxy: ProxyRoute, target: Origin): Promise<Socket> {
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
            "proxy",
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
        new TransportError("proxy", `The proxy ${authority(proxy)} broke off: ${cause.message}`, {
          ...(code && { code }),
          cause,
        }),
      );
    });
    ask.end();
  });
}
