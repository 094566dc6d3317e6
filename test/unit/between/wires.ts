import { once } from "node:events";
import * as http from "node:http";
import * as net from "node:net";
import type { ServiceConfig } from "../../../src/core/model/config";
import type { EndpointConfig } from "../../../src/core/model/endpoint";
import type { LlmService } from "../../../src/core/service/service-api";
import { createLlmService } from "../../../src/node";
import type { TransportOptions } from "../../../src/node/transport/base/options";
import { createUndiciTransport, type UndiciTransport } from "../../../src/node/transport/undici-transport";
import { remoteHost } from "../faults/harness";

/** An answer of a chat, as server-sent events. */
export const eventsOf = (...words: string[]): string =>
  [
    ...words.map((word) => `data: ${JSON.stringify({ choices: [{ delta: { content: word } }] })}\n\n`),
    `data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: "stop" }] })}\n\n`,
    "data: [DONE]\n\n",
  ].join("");

/** The same as one piece of JSON. */
export const wholeOf = (content: string): string =>
  JSON.stringify({ choices: [{ message: { role: "assistant", content }, finish_reason: "stop" }] });

/** What answers where nothing goes wrong. */
export const plainAnswer: http.RequestListener = (_request, response) =>
  void response.writeHead(200, { "content-type": "text/event-stream" }).end(eventsOf("from the other endpoint"));

/** Servers on real sockets, made for one test each, and services that ask them; all gone after `close`. */
export class Wires {
  readonly #servers: net.Server[] = [];
  readonly #sockets = new Set<net.Socket>();
  readonly #services: LlmService[] = [];
  readonly #transports: UndiciTransport[] = [];

  /** @returns its address */
  async http(listener: http.RequestListener): Promise<string> {
    return this.listen(http.createServer(listener));
  }

  /** A server below HTTP. @returns its address, as http:// */
  async raw(onConnection: (socket: net.Socket) => void): Promise<string> {
    return this.listen(net.createServer(onConnection));
  }

  /** A server that answers every request on every connection with these bytes. */
  async sending(bytes: string | Buffer, then: "stay" | "end" = "end"): Promise<string> {
    return this.raw((socket) =>
      socket.on("data", () => (then === "end" ? socket.end(bytes) : void socket.write(bytes))),
    );
  }

  async listen(server: net.Server): Promise<string> {
    server.on("connection", (socket: net.Socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
    });
    this.#servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  }

  transport(options: TransportOptions = {}): UndiciTransport {
    const transport = createUndiciTransport({ env: {}, systemCertificates: false, ...options });
    this.#transports.push(transport);
    return transport;
  }

  /** A service whose endpoints may be called `llm.test`, which is this machine. */
  service(endpoints: EndpointConfig[], config: Partial<ServiceConfig> = {}): LlmService {
    const inner = this.transport();
    const service = createLlmService(
      {
        endpoints,
        chain: endpoints.map(({ id }) => ({ endpoint: id, timeoutMs: 5_000 })),
        healthCheckIntervalMs: 0,
        adaptive: false,
        breaker: { failureThreshold: 10 },
        ...config,
      },
      {
        transport: {
          request: (request) =>
            inner.request({ ...request, url: request.url.replace(`//${remoteHost}:`, "//127.0.0.1:") }),
          dispose: () => inner.dispose(),
        },
      },
    );
    this.#services.push(service);
    return service;
  }

  async close(): Promise<void> {
    for (const service of this.#services) await service.dispose();
    for (const transport of this.#transports) await transport.dispose();
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** An OpenAI-compatible endpoint that looks remote. */
export const cloudAt = (url: string, more: Partial<EndpointConfig> = {}): EndpointConfig => ({
  id: "cloud",
  type: "openai",
  url: `${url.replace("127.0.0.1", remoteHost)}/v1`,
  model: "m",
  apiKey: "sk-test",
  ...more,
});
