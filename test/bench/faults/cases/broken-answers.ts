import { ScriptedOllama } from "../../../support/servers";
import { endlessAnswer } from "../endless-answer";
import { type FaultCase, MODEL, onBoth, SAID, scripted } from "../fault-case";
import { damaged, ending, frame, streamType } from "../frames";

const truncated = onBoth({ kind: "truncate", afterTokens: 5 });

/** Ollama's `/v1` turns an error in mid-stream into one empty chunk without a model's name, and ends in order. */
async function emptyChunk() {
  const server = await ScriptedOllama.start({ reply: SAID, loaded: [MODEL] });
  server.fault({ kind: "errorEvent", afterTokens: 5 });
  return { url: `${server.url}/v1`, stop: () => server.stop() };
}

/** Answers that begin well, or look well, and are none. */
export const brokenAnswers: readonly FaultCase[] = [
  { name: "the stream stalls in the middle", truth: "no answer", scenes: onBoth({ kind: "hang", at: 5 }) },
  { name: "reset in the middle", truth: "no answer", scenes: onBoth({ kind: "reset", at: 5 }) },
  {
    name: "closed in the middle, no length was promised",
    truth: "no answer",
    scenes: onBoth({ kind: "fin", at: 5, closeDelimited: true }),
  },
  { name: "fewer bytes than were promised", truth: "no answer", scenes: onBoth({ kind: "shortContentLength" }) },
  {
    name: "an orderly end without an end mark, lines of JSON",
    truth: "no answer",
    scenes: { ollama: () => truncated.ollama!() },
  },
  {
    name: "an orderly end without an end mark, server-sent events",
    truth: "no answer",
    scenes: { openai: () => truncated.openai!() },
  },
  {
    name: "an error inside a 200",
    truth: "no answer",
    scenes: onBoth({ kind: "errorEvent", afterTokens: 5 }),
  },
  { name: "Ollama's /v1: an empty chunk for an error", truth: "no answer", scenes: { openai: emptyChunk } },
  {
    name: "finish_reason: abort",
    truth: "no answer",
    scenes: {
      openai: () => scripted("openai", (server) => void server.fault({ kind: "finishReason", reason: "abort" })),
    },
  },
  { name: "a body that is no answer at all", truth: "no answer", scenes: onBoth({ kind: "garbage" }) },
  {
    name: "every line is damaged JSON",
    truth: "no answer",
    scenes: onBoth((wire) => ({
      kind: "status",
      status: 200,
      headers: { "content-type": streamType[wire] },
      body: SAID.split(" ")
        .map((word) => damaged(wire, word))
        .join(""),
    })),
  },
  {
    name: "one piece is damaged JSON, amid good ones",
    truth: "no answer",
    scenes: onBoth((wire) => ({
      kind: "status",
      status: 200,
      headers: { "content-type": streamType[wire] },
      body: frame(wire, "What is left ") + damaged(wire, "of it ") + frame(wire, "has a gap.") + ending(wire),
    })),
  },
  { name: "a complete answer without a word", truth: "no answer", scenes: onBoth({ kind: "empty" }) },
  { name: "status 200 and not a byte", truth: "no answer", scenes: onBoth({ kind: "emptyBody" }) },
  {
    name: "an answer without end: 20 MB, and it goes on",
    truth: "no answer",
    scenes: { ollama: () => endlessAnswer("ollama"), openai: () => endlessAnswer("openai") },
  },
];
