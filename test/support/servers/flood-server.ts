import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** What is sent to one request: its beginning once, then the chunk again and again until so many bytes were sent or the other side has left. */
export interface Flood {
  beginning: string;
  /** "": there is no more than the beginning. */
  chunk: string | Buffer;
  /** Milliseconds between two chunks; without it as fast as they are taken. */
  everyMs?: number;
}

/** Bytes sent to one request after which even this server gives up. */
const FLOOD_BYTES = 1024 * 1024 * 1024;

/** A server that does not stop: raw bytes over real sockets, only as fast as the other side takes them. */
export class FloodServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #sent = 0;
  /** Requests of which the other side saw the very end. */
  exhausted = 0;
  requests = 0;
  readonly #answer: (path: string) => Flood;

  private constructor(answer: (path: string) => Flood) {
    this.#answer = answer;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        this.#sent += socket.bytesWritten;
      });
      socket.on("error", () => undefined);
      socket.once("data", (head) => {
        this.requests++;
        void this.#flood(socket, this.#answer(String(head).split(" ")[1] ?? "/"));
      });
    });
  }

  static async start(answer: Flood | ((path: string) => Flood)): Promise<FloodServer> {
    const server = new FloodServer(typeof answer === "function" ? answer : () => answer);
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Bytes that were taken from this server, or lie in the buffers of the sockets. */
  get sent(): number {
    return [...this.#sockets].reduce((sum, socket) => sum + socket.bytesWritten, this.#sent);
  }

  /** Resolves when the other side has closed every socket. */
  async left(): Promise<void> {
    while (this.#sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #flood(socket: Socket, { beginning, chunk, everyMs }: Flood): Promise<void> {
    socket.write(beginning);
    if (chunk === "") {
      socket.end();
      return;
    }
    while (!socket.destroyed && socket.bytesWritten < FLOOD_BYTES) {
      const taken = socket.write(chunk);
      if (everyMs !== undefined) await new Promise((resolve) => setTimeout(resolve, everyMs));
      else if (!taken) await eitherOf(socket, "drain", "close");
    }
    if (socket.destroyed) return;
    this.exhausted++;
    socket.end();
  }
}

function eitherOf(socket: Socket, one: string, other: string): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off(one, done).off(other, done);
      resolve();
    };
    socket.on(one, done).on(other, done);
  });
}

const head = (type: string, status = "200 OK"): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\nconnection: close\r\n\r\n`;

/** Beginnings of answers whose body ends with the connection. */
export const heads = {
  sse: head("text/event-stream"),
  ndjson: head("application/x-ndjson"),
  json: head("application/json"),
  failed: head("application/json", "500 Internal Server Error"),
};
