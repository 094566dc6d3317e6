import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../src/core/breaker/system-clock";
import type { ChatCall } from "../../src/core/endpoint/client";
import { OpenAiClient } from "../../src/core/endpoint/openai/openai-client";
import type { EndpointConfig } from "../../src/core/model/endpoint";
import { createUndiciTransport } from "../../src/node/transport/undici-transport";
import { readAnswer, textsOf, type Told } from "./answer-pieces";
import { ScriptedOpenAi, type OpenAiOptions } from "./servers";

export const apiKey = "sk-verysecretkey12345";
const never = new AbortController().signal;

/** OpenAI-compatible servers and clients of them, on real sockets, gone after `close`. */
export class OpenAiUnderTest {
  readonly #transport = createUndiciTransport({ env: {} });
  readonly #servers: Server[] = [];
  #scripted: ScriptedOpenAi | undefined;

  /** The one that `start` has started. */
  get server(): ScriptedOpenAi {
    if (!this.#scripted) throw new Error("Nothing was started.");
    return this.#scripted;
  }

  clientAt(url: string, config: Partial<EndpointConfig> = {}): OpenAiClient {
    return new OpenAiClient(
      { id: "cloud", type: "openai", url, apiKey, ...config },
      { transport: this.#transport, clock: systemClock, connectTimeoutMs: () => 1_000 },
    );
  }

  async start(options: OpenAiOptions = {}): Promise<OpenAiClient> {
    this.#scripted = await ScriptedOpenAi.start({ reply: "One two thrée 🙂 four.", apiKey, ...options });
    return this.clientAt(this.#scripted.baseUrl);
  }

  async listen(handler: RequestListener): Promise<string> {
    const server = createServer(handler).listen(0, "127.0.0.1");
    this.#servers.push(server);
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async serve(handler: RequestListener): Promise<OpenAiClient> {
    return this.clientAt(`${await this.listen(handler)}/v1`);
  }

  /** A server that answers every chat with these bytes. */
  sending(body: string, contentType = "text/event-stream"): Promise<OpenAiClient> {
    return this.serve((_request, response) => response.writeHead(200, { "content-type": contentType }).end(body));
  }

  async close(): Promise<void> {
    await this.#transport.dispose();
    await this.#scripted?.stop();
    for (const server of this.#servers) server.close();
  }
}

export async function answer(
  client: OpenAiClient,
  stream = true,
  more: Partial<ChatCall> = {},
): Promise<{ chunks: Told[]; text: string; thinking: string }> {
  const call = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "hi" }], stream, ...more };
  return textsOf(await readAnswer((onPiece) => client.chat(call, never, onPiece)));
}
