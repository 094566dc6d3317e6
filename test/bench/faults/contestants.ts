import { Ollama } from "ollama";
import OpenAI from "openai";
import { devDependencies } from "../../../package.json";
import { createLlmService } from "../../../src/node/index";
import { ScriptedOllama, ScriptedOpenAi } from "../../support/servers";
import { type FaultCase, MODEL, type Wire } from "./fault-case";

/** What a success handed to its caller, and which server's words they are. */
export interface Told {
  text: string;
  by: "first" | "second";
  /** The caller is told that pieces of it could not be read. */
  marked?: boolean;
}

export interface Caller {
  ask(): Promise<Told>;
  close(): Promise<void>;
}

/** A column of the table. */
export interface Contestant {
  column: string;
  /** The ways of talking it knows; where there are two, it meets each fault in both. */
  wires: readonly Wire[];
  call(wire: Wire, url: string, fault: FaultCase): Caller;
}

const PROMPT = "Why is the sky blue?";
export const SECOND_SAID = "The second server gives another answer of its own.";

/** Well all the time: what our chain falls back to. */
export async function startSecond(): Promise<{ ollama: string; openai: string; stop(): Promise<void> }> {
  const ollama = await ScriptedOllama.start({
    reply: SECOND_SAID,
    loaded: [MODEL],
    scheduler: { numParallel: 64 },
  });
  const openai = await ScriptedOpenAi.start({ reply: SECOND_SAID });
  return {
    ollama: ollama.url,
    openai: openai.baseUrl,
    stop: async () => {
      await ollama.stop();
      await openai.stop();
    },
  };
}

/** A chain of two: the failing server, then a healthy one of the other kind. All times but the steps' are the defaults. */
export function ours(second: Record<Wire, string>): Contestant {
  return {
    column: "LLM Breaker",
    wires: ["ollama", "openai"],
    call(wire, url, { alone }) {
      const other = wire === "ollama" ? "openai" : "ollama";
      const service = createLlmService({
        endpoints: [
          { id: "first", type: wire, url, model: MODEL },
          ...(alone ? [] : [{ id: "second", type: other, url: second[other], model: MODEL } as const]),
        ],
        chain: [
          { endpoint: "first", timeoutMs: 10_000 },
          ...(alone ? [] : [{ endpoint: "second", timeoutMs: 30_000 }]),
        ],
      });
      return {
        async ask() {
          const completion = await service.complete(PROMPT);
          const by = completion.endpoint === "second" ? "second" : "first";
          return { text: completion.content, by, marked: "unreadable" in completion };
        },
        close: () => service.dispose(),
      };
    },
  };
}

const messages = [{ role: "user" as const, content: PROMPT }];
const official = (column: string, wire: Wire, ask: (url: string) => () => Promise<string>): Contestant => ({
  column,
  wires: [wire],
  call(_wire, url) {
    const read = ask(url);
    return { ask: async () => ({ text: await read(), by: "first" }), close: async () => undefined };
  },
});

/** The clients as they come: no option is set but the address, and for OpenAI's a key and no log. */
export function officialClients(): Contestant[] {
  const openai = (url: string) => new OpenAI({ baseURL: url, apiKey: "sk-test", logLevel: "off" });
  return [
    official(`ollama ${devDependencies.ollama}`, "ollama", (url) => {
      const client = new Ollama({ host: url });
      return async () => {
        let text = "";
        for await (const part of await client.chat({ model: MODEL, messages, stream: true }))
          text += part.message.content;
        return text;
      };
    }),
    official(`openai ${devDependencies.openai}, create`, "openai", (url) => {
      const client = openai(url);
      return async () => {
        let text = "";
        for await (const part of await client.chat.completions.create({ model: MODEL, messages, stream: true }))
          text += part.choices[0]?.delta.content ?? "";
        return text;
      };
    }),
    official(`openai ${devDependencies.openai}, stream`, "openai", (url) => {
      const client = openai(url);
      return async () => (await client.chat.completions.stream({ model: MODEL, messages }).finalContent()) ?? "";
    }),
  ];
}
