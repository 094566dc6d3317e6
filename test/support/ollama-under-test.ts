import { systemClock } from "../../src/core/breaker/system-clock";
import { OllamaClient } from "../../src/core/endpoint/ollama/ollama-client";
import type { EndpointConfig } from "../../src/core/model/endpoint";
import { createUndiciTransport } from "../../src/node/transport/undici-transport";
import { readAnswer, textsOf, type Told } from "./answer-pieces";
import { ScriptedOllama, type OllamaOptions } from "./servers";

const never = new AbortController().signal;
export const call = { model: "llama3.2", messages: [{ role: "user" as const, content: "hi" }] };

/** A scripted Ollama and clients of it, on real sockets, gone after `close`. */
export class OllamaUnderTest {
  readonly #transport = createUndiciTransport({ env: {} });
  #scripted: ScriptedOllama | undefined;

  /** The one that `start` has started. */
  get server(): ScriptedOllama {
    if (!this.#scripted) throw new Error("Nothing was started.");
    return this.#scripted;
  }

  clientAt(url: string, config: Partial<EndpointConfig> = {}): OllamaClient {
    return new OllamaClient(
      { id: "ollama", type: "ollama", url, ...config },
      { transport: this.#transport, clock: systemClock, connectTimeoutMs: () => 1_000 },
    );
  }

  async start(options: OllamaOptions = {}): Promise<OllamaClient> {
    this.#scripted = await ScriptedOllama.start({ loaded: ["llama3.2"], reply: "One two thrée 🙂 four.", ...options });
    return this.clientAt(this.#scripted.url);
  }

  async close(): Promise<void> {
    await this.#transport.dispose();
    await this.#scripted?.stop();
  }
}

export async function answer(
  client: OllamaClient,
  stream = true,
): Promise<{ chunks: Told[]; text: string; thinking: string }> {
  return textsOf(await readAnswer((onPiece) => client.chat({ ...call, stream }, never, onPiece)));
}
