import { gzipSync } from "node:zlib";
import { ScriptedOllama } from "../../../support/servers";
import { type FaultCase, onBoth, SAID, type Wire } from "../fault-case";
import { body, streamType } from "../frames";

/** Longer than our first step waits for a model that is in memory. */
const LOAD_MS = 15_000;
/** Types that lie about what follows. */
const wrongType: Record<Wire, string> = { ollama: "text/plain", openai: "application/json" };
const words = SAID.split(/(?= )/);

/** An Ollama that has to load its model first, and says nothing meanwhile. */
async function loading(path: string) {
  const server = await ScriptedOllama.start({ reply: SAID, loaded: [], scheduler: { loadMs: LOAD_MS } });
  return { url: server.url + path, stop: () => server.stop() };
}

/** What looks odd and is a good answer. */
export const oddAnswers: readonly FaultCase[] = [
  {
    name: `Ollama loads the model for ${LOAD_MS / 1000} s, in silence`,
    truth: { answer: SAID },
    scenes: { ollama: () => loading(""), openai: () => loading("/v1") },
  },
  {
    name: "the same, and there is nothing else to ask",
    truth: { answer: SAID },
    alone: true,
    scenes: { ollama: () => loading("") },
  },
  {
    name: "compressed though nobody asked",
    truth: { answer: SAID },
    scenes: onBoth((wire) => ({
      kind: "status",
      status: 200,
      headers: { "content-type": streamType[wire], "content-encoding": "gzip" },
      body: gzipSync(body(wire, words)),
    })),
  },
  {
    name: "a content type that lies",
    truth: { answer: SAID },
    scenes: onBoth((wire) => ({
      kind: "status",
      status: 200,
      headers: { "content-type": wrongType[wire] },
      body: body(wire, words),
    })),
  },
  {
    name: "an emoji's halves in two pieces",
    truth: { answer: "All is well 🙂 here." },
    scenes: onBoth((wire) => ({
      kind: "status",
      status: 200,
      headers: { "content-type": streamType[wire] },
      body: body(wire, ["All is well ", "\ud83d", "\ude42", " here."]),
    })),
  },
  {
    name: "every byte in a segment of its own",
    truth: { answer: "Über 東京 🙂" },
    scenes: onBoth([
      { kind: "reply", text: "Über 東京 🙂" },
      { kind: "split", bytes: 1 },
    ]),
  },
];
