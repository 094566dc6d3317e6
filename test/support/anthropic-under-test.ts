import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../src/core/breaker/system-clock";
import { AnthropicClient } from "../../src/core/endpoint/anthropic/anthropic-client";
import type { ChatCall } from "../../src/core/endpoint/client";
import type { EndpointConfig } from "../../src/core/model/endpoint";
import { createUndiciTransport } from "../../src/node/transport/undici-transport";
import { readAnswer, textsOf, type Told } from "./answer-pieces";
import { ScriptedAnthropic, type AnthropicOptions } from "./servers";

export const apiKey = "sk-ant-verysecretkey12345";
const never = new AbortController().signal;

/** Servers that speak Anthropic's way and clients of them, on real sockets, gone after `close`. */
export class AnthropicUnderTest {
  readonly #transport = createUndiciTransport({ env: {} });
  readonly #servers: Server[] = [];
  #scripted: ScriptedAnthropic | undefined;

  /** The one that `start` has started. */
  get server(): ScriptedAnthropic {
    if (!this.#scripted) throw new Error("Nothing was started.");
    return this.#scripted;
  }

  clientAt(url: string, config: Partial<EndpointConfig> = {}): AnthropicClient {
    return new AnthropicClient(
      { id: "claude", type: "anthropic", url, apiKey, ...config },
      { transport: this.#transport, clock: systemClock, connectTimeoutMs: () => 1_000 },
    );
  }

  async start(options: AnthropicOptions = {}, config: Partial<EndpointConfig> = {}): Promise<AnthropicClient> {
    this.#scripted = await ScriptedAnthropic.start({ reply: "One two thrée 🙂 four.", apiKey, ...options });
    return this.clientAt(this.#scripted.url, config);
  }

  /** A server that answers everything with these bytes. */
  async sending(body: string, contentType = "text/event-stream", status = 200): Promise<AnthropicClient> {
    return this.#serve((_request, response) => response.writeHead(status, { "content-type": contentType }).end(body));
  }

  async close(): Promise<void> {
    await this.#transport.dispose();
    await this.#scripted?.stop();
    for (const server of this.#servers) server.close();
  }

  async #serve(handler: RequestListener): Promise<AnthropicClient> {
    const server = createServer(handler).listen(0, "127.0.0.1");
    this.#servers.push(server);
    await once(server, "listening");
    return this.clientAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
}

export async function answer(
  client: AnthropicClient,
  stream = true,
  more: Partial<ChatCall> = {},
): Promise<{ chunks: Told[]; text: string; thinking: string }> {
  const call = { model: "claude-sonnet-4-5", messages: [{ role: "user" as const, content: "hi" }], stream, ...more };
  return textsOf(await readAnswer((onPiece) => client.chat(call, never, onPiece)));
}
