import fc from "fast-check";
import type { AnswerPiece } from "../../../src/core/endpoint/client";
import { createEndpointClient } from "../../../src/core/create-client";
import { MAX_ANSWER_CHARS } from "../../../src/core/model/limits";
import type { EndpointConfig } from "../../../src/core/model/endpoint";
import { FakeClock } from "../../support/fake-clock";
import { must } from "../alarm";
import { anthropicStreams, anthropicWholes, ollamaStreams, ollamaWholes, openAiStreams, openAiWholes } from "../corpus";
import { mustBeGoodFailure } from "../failure-check";
import { hostileReply } from "../hostile-text";
import { mutatedJson } from "../mutate";
import { scriptedBody, ScriptedTransport, type ScriptedReply } from "../scripted-body";
import { settles } from "../settles";
import { KEY } from "../showable";
import { sizes, target, type Size } from "../target";

interface StreamCase {
  stream: boolean;
  reply: ScriptedReply;
}

/** Pieces that a packet of 16 KB can make: one for a line of a few characters. */
const MOST_PIECES_A_PACKET = 4_096;

interface Format {
  name: string;
  about: string;
  config: EndpointConfig;
  streams: unknown[][];
  wholes: unknown[];
  contentTypes: string[];
  /** A value's text as it stands in the stream. */
  frames: ((json: string) => string)[];
}

const formats: Format[] = [
  {
    name: "ollama-stream",
    about: "NDJSON of /api/chat through the client",
    config: { id: "local", type: "ollama", url: "http://localhost:11434", model: "llama3.2", apiKey: KEY },
    streams: ollamaStreams,
    wholes: ollamaWholes,
    contentTypes: ["application/x-ndjson", "application/json", "text/html", "text/plain", ""],
    frames: [(json) => `${json}\n`, (json) => `${json}\r\n`, (json) => json, (json) => ` ${json}\n\n`],
  },
  {
    name: "openai-stream",
    about: "SSE of /chat/completions through the client",
    config: { id: "cloud", type: "openai", url: "https://api.example/v1", model: "gpt-4o-mini", apiKey: KEY },
    streams: openAiStreams,
    wholes: openAiWholes,
    contentTypes: ["text/event-stream", "text/event-stream; charset=utf-8", "application/json", "text/html", ""],
    frames: [
      (json) => `data: ${json}\n\n`,
      (json) => `data:${json}\r\n\r\n`,
      (json) => `event: error\ndata: ${json}\n\n`,
      (json) => `data: ${json}\n`,
      (json) => `${json}\n`,
      (json) => `: ${json}\n`,
      (json) => `data: ${json.slice(0, 20)}\ndata: ${json.slice(20)}\n\n`,
      () => "data: [DONE]\n\n",
    ],
  },
  {
    name: "anthropic-stream",
    about: "SSE of /v1/messages through the client",
    config: {
      id: "claude",
      type: "anthropic",
      url: "https://api.anthropic.com",
      model: "claude-sonnet-4-5",
      apiKey: KEY,
    },
    streams: anthropicStreams,
    wholes: anthropicWholes,
    contentTypes: ["text/event-stream", "text/event-stream; charset=utf-8", "application/json", "text/html", ""],
    frames: [
      (json) => `event: content_block_delta\ndata: ${json}\n\n`,
      (json) => `data:${json}\r\n\r\n`,
      (json) => `event: error\ndata: ${json}\n\n`,
      (json) => `data: ${json}\n`,
      (json) => `${json}\n`,
      (json) => `: ${json}\n`,
      () => 'event: message_stop\ndata: {"type":"message_stop"}\n\n',
    ],
  },
];

function inputOf({ streams, wholes, contentTypes, frames }: Format, size: Size): fc.Arbitrary<StreamCase> {
  const [plain] = frames;
  const frame = fc.oneof(
    { weight: 3, arbitrary: fc.constant(plain!) },
    { weight: 1, arbitrary: fc.constantFrom(...frames) },
  );
  const part = fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(mutatedJson(streams.flat(), size, hostileReply(size)), frame)
        .map(([json, write]) => write(json)),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(mutatedJson(wholes, size, hostileReply(size)), frame).map(([json, write]) => write(json)),
    },
    { weight: 1, arbitrary: hostileReply(size) },
  );
  return fc.record({
    stream: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    reply: fc.record({
      status: fc.oneof(
        { weight: 12, arbitrary: fc.constant(200) },
        { weight: 1, arbitrary: fc.constantFrom(201, 204, 302, 400, 401, 404, 422, 429, 500, 503, 599) },
      ),
      headers: fc
        .oneof(
          { weight: 6, arbitrary: fc.constant(contentTypes[0]!) },
          { weight: 1, arbitrary: fc.constantFrom(...contentTypes) },
        )
        .map((type) => ({ "content-type": type })),
      body: scriptedBody(part, size),
    }),
  });
}

const given = new Error("given up by the caller");

export const streamTargets = formats.map((format) =>
  target<StreamCase>({
    name: format.name,
    about: format.about,
    input: (size) => inputOf(format, size),
    async run({ stream, reply }, watch) {
      const clock = new FakeClock();
      const transport = new ScriptedTransport(reply, sizes.full.body);
      const client = createEndpointClient(format.config, { transport, clock, connectTimeoutMs: () => 1_000 });
      const abort = new AbortController();
      const kept = { chars: 0, pieces: 0 };
      const onPiece = ({ text }: AnswerPiece): void => {
        kept.pieces++;
        kept.chars += text.length;
      };
      watch.fromHere();
      const end = await settles(
        client.chat({ model: "m", messages: [{ role: "user", content: "hi" }], stream }, abort.signal, onPiece),
        clock,
        () => transport.idle,
        () => abort.abort(given),
      );
      must(clock.pending === 0, "growth", () => `${clock.pending} timers are left`);
      must(
        kept.pieces <= MOST_PIECES_A_PACKET * (transport.packets + 1),
        "hang",
        () => `${kept.pieces} pieces of ${transport.packets} packets`,
      );
      must(kept.chars <= 2 * MAX_ANSWER_CHARS, "growth", () => `${kept.chars} characters were handed on`);
      if ("value" in end) {
        must(
          kept.chars > 0 || end.value.finishReason === "length",
          "wrong",
          () => "an answer without a word is called a success",
        );
        must(reply.status >= 200 && reply.status < 300, "wrong", () => `HTTP ${reply.status} is called a success`);
      } else if (end.error !== given) mustBeGoodFailure(end.error);
    },
  }),
);
