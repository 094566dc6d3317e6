import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hostOf, isLoopback } from "../../../core/endpoint/address";

export interface PrometheusServer {
  readonly port: number;
  /** Closes the port and every connection. */
  close(): Promise<void>;
}

/**
 * Serves `/metrics` on 127.0.0.1 alone.
 * @param port 0 takes any free one
 * @throws the socket's own error: `EADDRINUSE` where the port is taken, `EACCES` where it is privileged
 */
export async function startPrometheusServer(port: number, text: () => Promise<string>): Promise<PrometheusServer> {
  const server = createServer((request, response) => void answer(request, response, text));
  // A scrape must not keep a program alive that is done otherwise.
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  { method, url = "/", headers }: IncomingMessage,
  response: ServerResponse,
  text: () => Promise<string>,
): Promise<void> {
  const say = (status: number, body: string): void => {
    response
      .writeHead(status, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8", "Cache-Control": "no-store" })
      .end(method === "HEAD" ? undefined : body);
  };
  // A web page that made its own name point here (DNS rebinding) still sends that name.
  if (!isLoopback(hostOf(`http://${headers.host ?? ""}`)))
    return say(403, "Ask for this address by a name of this machine.\n");
  if (method !== "GET" && method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return say(405, "GET only.\n");
  }
  if (url.split("?")[0] !== "/metrics") return say(404, "The metrics are at /metrics.\n");
  try {
    say(200, await text());
  } catch (error) {
    say(500, `${error instanceof Error ? error.message : String(error)}\n`);
  }
}
