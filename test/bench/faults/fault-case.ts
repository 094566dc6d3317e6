import type { Fault, FaultScope } from "../../support/servers";
import { ScriptedOllama, ScriptedOpenAi } from "../../support/servers";

/** How a client talks to its server: Ollama's lines of JSON, or the server-sent events of OpenAI-compatible APIs. */
export type Wire = "ollama" | "openai";

/** A server that is about to fail, and the address a client is configured with. */
export interface Scene {
  url: string;
  stop(): Promise<void>;
}

export interface FaultCase {
  /** The row's first cell; no other row has the same. */
  name: string;
  /** The whole answer that the server gives in the end, or that there is none to be had from it. */
  truth: { answer: string } | "no answer";
  /** One for each way of talking that can meet the fault. */
  scenes: Partial<Record<Wire, () => Promise<Scene>>>;
  /** A request that is answered comes first, on the connection that the next one would use again. */
  afterOneAnswer?: true;
  /** Our service has nothing else to ask. */
  alone?: true;
}

/** What the failing server would say, or does say where it says anything. */
export const SAID = "The first server answers this question in a dozen small and simple words.";
/** Installed on the scripted Ollama; the scripted cloud serves any. */
export const MODEL = "llama3.2";

export type Struck = ScriptedOllama | ScriptedOpenAi;

/** A scripted server of that kind, with what is to be done to it before it is asked. */
export async function scripted(wire: Wire, prepare: (server: Struck) => void | Promise<void>): Promise<Scene> {
  const server =
    wire === "ollama"
      ? await ScriptedOllama.start({ reply: SAID, loaded: [MODEL] })
      : await ScriptedOpenAi.start({ reply: SAID });
  await prepare(server);
  const url = server instanceof ScriptedOllama ? server.url : server.baseUrl;
  return { url, stop: () => server.stop() };
}

/** The same fault in both ways of talking. */
export const onBoth = (fault: Fault | Fault[] | ((wire: Wire) => Fault | Fault[]), scope?: FaultScope) =>
  everywhere((wire) => (server) => void server.fault(typeof fault === "function" ? fault(wire) : fault, scope));

/** The same preparation in both ways of talking. */
export function everywhere(prepare: (wire: Wire) => (server: Struck) => void | Promise<void>): FaultCase["scenes"] {
  return {
    ollama: () => scripted("ollama", prepare("ollama")),
    openai: () => scripted("openai", prepare("openai")),
  };
}
