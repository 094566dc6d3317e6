import { heads, type Flood } from "../../support/servers/flood-server";

/** One way to fill the memory of whoever asks. `most`: MB that may be taken from the socket before it is closed, without its buffers. */
export interface Attack {
  wants: string;
  flood: Flood | ((path: string) => Flood);
  kinds: string[];
  most: number;
}

const sse = (delta: object, times = 1): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`.repeat(times);
const ndjson = (message: object, times = 1): string =>
  `${JSON.stringify({ model: "m", message, done: false })}\n`.repeat(times);
const body = (text: string): Buffer => Buffer.alloc(256 * 1024, text);
const chunked = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const words = "endless words ";

/** By the type of the endpoint. */
export const attacks: Record<"ollama" | "openai", Attack[]> = {
  openai: [
    {
      wants: "an answer without end, in long events",
      flood: { beginning: heads.sse, chunk: sse({ content: words.repeat(4_000) }) },
      kinds: ["too_large"],
      most: 10,
    },
    {
      wants: "an answer without end, token by token",
      flood: { beginning: heads.sse, chunk: sse({ content: words }, 2_000) },
      kinds: ["too_large"],
      most: 64,
    },
    {
      wants: "an answer without end, in characters of two bytes",
      flood: { beginning: heads.sse, chunk: sse({ content: "漢字 ".repeat(4_000) }) },
      kinds: ["too_large"],
      most: 24,
    },
    {
      wants: "one event without end",
      flood: { beginning: `${heads.sse}data: `, chunk: body("x") },
      kinds: ["malformed"],
      most: 2 * 17,
    },
    {
      wants: "one event without end, a byte in each chunk",
      flood: { beginning: chunked + "6\r\ndata: \r\n", chunk: "1\r\nx\r\n".repeat(10_000) },
      kinds: ["malformed", "ttft_timeout"],
      most: 6 * 17,
    },
    {
      wants: "an event of lines without end",
      flood: { beginning: heads.sse, chunk: "data: x\n".repeat(10_000) },
      kinds: ["malformed"],
      most: 2,
    },
    {
      wants: "reasoning without end",
      flood: { beginning: heads.sse, chunk: sse({ reasoning: words.repeat(4_000) }) },
      kinds: ["malformed"],
      most: 258,
    },
    {
      wants: "parts of tool calls without end",
      flood: {
        beginning: heads.sse,
        chunk: sse({ tool_calls: [{ index: 0, function: { arguments: words.repeat(4_000) } }] }),
      },
      kinds: ["malformed"],
      most: 258,
    },
    {
      wants: "comments without end",
      flood: { beginning: heads.sse, chunk: ": still here\n".repeat(10_000) },
      kinds: ["malformed"],
      most: 2 * 257,
    },
    {
      wants: "blanks without end",
      flood: { beginning: heads.sse, chunk: sse({ content: " ".repeat(50_000) }) },
      kinds: ["too_large"],
      most: 10,
    },
    {
      wants: "more and more after the end",
      flood: {
        beginning:
          heads.sse +
          sse({ content: "All." }) +
          'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
        chunk: sse({ reasoning: words.repeat(4_000) }),
      },
      kinds: ["answered"],
      most: 3,
    },
    {
      wants: "one piece of JSON without end",
      flood: { beginning: `${heads.json}{"choices":[{"message":{"content":"`, chunk: body("x") },
      kinds: ["too_large"],
      most: 17,
    },
    {
      wants: "an error without end",
      flood: { beginning: `${heads.failed}{"error":{"message":"`, chunk: body("x") },
      kinds: ["server_error"],
      most: 2,
    },
    {
      wants: "a head without end",
      flood: { beginning: "HTTP/1.1 200 OK\r\n", chunk: "x-more: and more and more and more\r\n".repeat(1_000) },
      kinds: ["not_an_api"],
      most: 1,
    },
    {
      wants: "provisional heads without end",
      flood: { beginning: "", chunk: "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(1_000) },
      kinds: ["not_an_api"],
      most: 2,
    },
    {
      wants: "trailers without end",
      flood: { beginning: `${chunked}0\r\n`, chunk: "x-more: and more and more and more\r\n".repeat(1_000) },
      kinds: ["not_an_api"],
      most: 1,
    },
    {
      wants: "the length of a chunk without end",
      flood: { beginning: `${chunked}1;more=`, chunk: body("x") },
      kinds: ["not_an_api"],
      most: 2,
    },
    {
      wants: "a list of models without end",
      flood: { beginning: `${heads.json}{"data":[`, chunk: '{"id":"model","created":1},'.repeat(5_000) },
      kinds: ["malformed"],
      most: 2 * 5,
    },
  ],
  ollama: [
    {
      wants: "an answer without end, in long lines",
      flood: { beginning: heads.ndjson, chunk: ndjson({ content: words.repeat(4_000) }) },
      kinds: ["too_large"],
      most: 10,
    },
    {
      wants: "an answer without end, token by token",
      flood: { beginning: heads.ndjson, chunk: ndjson({ content: words }, 2_000) },
      kinds: ["too_large"],
      most: 64,
    },
    {
      wants: "one line without end",
      flood: { beginning: heads.ndjson, chunk: body("x") },
      kinds: ["malformed"],
      most: 2 * 17,
    },
    {
      wants: "thoughts without end",
      flood: { beginning: heads.ndjson, chunk: ndjson({ content: "", thinking: words.repeat(4_000) }) },
      kinds: ["malformed"],
      most: 258,
    },
    {
      wants: "lines that are none, without end",
      flood: { beginning: heads.ndjson, chunk: "no JSON\n".repeat(10_000) },
      kinds: ["malformed"],
      most: 2,
    },
    {
      wants: "an error without end",
      flood: { beginning: `${heads.failed}{"error":"`, chunk: body("x") },
      kinds: ["server_error"],
      most: 2,
    },
    {
      wants: "a list of models without end",
      flood: { beginning: `${heads.json}{"models":[`, chunk: '{"name":"model","size":1},'.repeat(5_000) },
      kinds: ["malformed"],
      most: 3 * 5,
    },
  ],
};

/** For these no model is named, so that the list of models is what is asked for first. */
export const asksForModels = ({ wants }: Attack): boolean => wants.startsWith("a list of models");
