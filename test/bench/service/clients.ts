import Agent from "undici/lib/dispatcher/agent.js";
import request from "undici/lib/api/api-request.js";
import { Ollama } from "ollama";
import OpenAI from "openai";
import { createLlmService } from "../../../src/node/index";

/** What one streamed answer took; times in milliseconds since the request. */
interface Answered {
  firstTokenMs: number;
  totalMs: number;
  characters: number;
}

export interface Contestant {
  name: string;
  /** Reads a streamed answer to its end. */
  ask(prompt: string): Promise<Answered>;
  close(): Promise<void>;
}

const model = "llama3.2";

/** What a line of an answer says, and where answers are, in the two wire formats. */
const rawFormats = {
  ollama: {
    name: "raw undici",
    path: "/api/chat",
    textOf: (line: string) => (JSON.parse(line) as { message: { content: string } }).message.content,
  },
  openai: {
    name: "raw undici (openai)",
    path: "/v1/chat/completions",
    textOf: (line: string) =>
      line.startsWith("data: {")
        ? ((JSON.parse(line.slice("data: ".length)) as { choices: { delta: { content?: string } }[] }).choices[0]?.delta
            .content ?? "")
        : "",
  },
};

/** Undici and a line parser: the least any client must do. */
export function rawUndici(url: string, type: "ollama" | "openai" = "ollama"): Contestant {
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const { name, path, textOf } = rawFormats[type];
  return {
    name,
    async ask(prompt) {
      const watch = stopwatch();
      const body = JSON.stringify({ model, messages: [{ role: "user", content: prompt }], stream: true });
      const response = await request.call(agent, {
        origin: url,
        path,
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      const decoder = new TextDecoder();
      let rest = "";
      for await (const bytes of response.body) {
        const lines = (rest + decoder.decode(bytes as Uint8Array, { stream: true })).split("\n");
        rest = lines.pop()!;
        for (const line of lines) watch.text(textOf(line));
      }
      return watch.end();
    },
    close: () => agent.close(),
  };
}

export function ourService(url: string, type: "ollama" | "openai"): Contestant {
  const service = createLlmService({
    endpoints: [{ id: "bench", type, url: type === "openai" ? `${url}/v1` : url, model, maxConcurrent: 64 }],
    healthCheckIntervalMs: 0,
  });
  return {
    name: `LLM Breaker (${type})`,
    async ask(prompt) {
      const watch = stopwatch();
      for await (const event of service.stream(prompt)) if (event.type === "delta") watch.text(event.text);
      return watch.end();
    },
    close: () => service.dispose(),
  };
}

/** The same, by `complete`: what a caller sees that wants the whole answer. */
export function ourComplete(url: string): Contestant {
  const service = createLlmService({
    endpoints: [{ id: "bench", type: "ollama", url, model, maxConcurrent: 64 }],
    healthCheckIntervalMs: 0,
  });
  return {
    name: "LLM Breaker complete",
    async ask(prompt) {
      const watch = stopwatch();
      const { content } = await service.complete(prompt);
      watch.text(content);
      return watch.end();
    },
    close: () => service.dispose(),
  };
}

export function ollamaClient(url: string): Contestant {
  const client = new Ollama({ host: url });
  return {
    name: "ollama (npm)",
    async ask(prompt) {
      const watch = stopwatch();
      for await (const part of await client.chat({
        model,
        messages: [{ role: "user", content: prompt }],
        stream: true,
      }))
        watch.text(part.message.content);
      return watch.end();
    },
    close: async () => undefined,
  };
}

export function openaiClient(url: string): Contestant {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "none" });
  return {
    name: "openai (npm)",
    async ask(prompt) {
      const watch = stopwatch();
      for await (const part of await client.chat.completions.create({
        model,
        messages: [{ role: "user", content: prompt }],
        stream: true,
      }))
        watch.text(part.choices[0]?.delta.content ?? "");
      return watch.end();
    },
    close: async () => undefined,
  };
}

function stopwatch() {
  const startedAt = performance.now();
  let firstTokenMs: number | undefined;
  let characters = 0;
  return {
    text(text: string) {
      if (text === "") return;
      firstTokenMs ??= performance.now() - startedAt;
      characters += text.length;
    },
    end: (): Answered => ({ firstTokenMs: firstTokenMs ?? NaN, totalMs: performance.now() - startedAt, characters }),
  };
}
