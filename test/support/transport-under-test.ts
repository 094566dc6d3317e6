import { once } from "node:events";
import * as http from "node:http";
import * as net from "node:net";
import { TransportError, type TransportRequest, type TransportResponse } from "../../src/core/ports/transport";
import { createUndiciTransport } from "../../src/node/transport/undici-transport";

/** Whether an error is the transport's, of this kind. */
export const isKind = (kind: string) => (error: unknown) => error instanceof TransportError && error.kind === kind;

export async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** How long something takes to settle, in milliseconds. */
export async function elapsed(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work.catch(() => {});
  return performance.now() - start;
}

/** A transport and servers for it, gone after `close`. */
export class TransportUnderTest {
  readonly transport = createUndiciTransport({ env: {} });
  readonly servers: net.Server[] = [];
  /** Of the servers. */
  readonly sockets = new Set<net.Socket>();

  async serve(handler: http.RequestListener, host?: string): Promise<string> {
    return this.#listen(http.createServer(handler), host);
  }

  async serveRaw(onConnection: (socket: net.Socket) => void): Promise<string> {
    return this.#listen(
      net.createServer((socket) => {
        socket.on("error", () => {});
        onConnection(socket);
      }),
    );
  }

  send(url: string, more: Partial<TransportRequest> = {}): Promise<TransportResponse> {
    const { signal } = new AbortController();
    return this.transport.request({ method: "GET", url, signal, connectTimeoutMs: 2_000, ...more });
  }

  async close(): Promise<void> {
    await this.transport.dispose();
    for (const server of this.servers) server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  async #listen(server: net.Server, host = "127.0.0.1"): Promise<string> {
    server.on("connection", (socket: net.Socket) => this.sockets.add(socket));
    this.servers.push(server);
    server.listen(0, host);
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  }
}
