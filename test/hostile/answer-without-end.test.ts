import assert from "node:assert/strict";
import { EndpointError } from "../../src/core/failure/errors";
import type { StreamEvent } from "../../src/core/model/service-events";
import { createLlmService } from "../../src/node";
import { FloodServer, heads } from "../support/servers/flood-server";

const sse = (delta: object): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`;
const ndjson = (message: object): string => `${JSON.stringify({ model: "m", message, done: false })}\n`;

interface Attack {
  wants: string;
  type: "openai" | "ollama";
  chunk: string;
}

/** Signs of life without an answer, fifty in a second, for as long as anybody listens. */
const attacks: Attack[] = [
  { wants: "by reasoning for ever", type: "openai", chunk: sse({ reasoning: "hm" }) },
  { wants: "by reasoning for ever", type: "ollama", chunk: ndjson({ content: "", thinking: "hm" }) },
  {
    wants: "by parts of a tool call for ever",
    type: "openai",
    chunk: sse({ tool_calls: [{ index: 0, function: { arguments: "1," } }] }),
  },
  {
    wants: "by tool calls for ever",
    type: "ollama",
    chunk: ndjson({ content: "", tool_calls: [{ function: { name: "more", arguments: {} } }] }),
  },
  { wants: "by comments for ever", type: "openai", chunk: ": keepalive\n\n" },
  { wants: "by pings for ever", type: "openai", chunk: 'data: {"type":"ping"}\n\n' },
  { wants: "by blank text for ever", type: "openai", chunk: sse({ content: " \n" }) },
  { wants: "by blank text for ever", type: "ollama", chunk: ndjson({ content: "\t" }) },
  { wants: "by empty pieces for ever", type: "openai", chunk: sse({ content: "" }) },
  { wants: "by empty pieces for ever", type: "ollama", chunk: ndjson({ content: "" }) },
  {
    wants: "by turns of everything for ever",
    type: "openai",
    chunk: `: ping\n\n${sse({ content: "" })}${sse({ reasoning: "hm" })}${sse({ content: "\n" })}`,
  },
];

describe("a server holds a request for ever", function () {
  this.timeout(20_000);

  /** All at once, as each takes its time; by the name of the test. */
  const ends = new Map<string, Promise<Ending>>();
  before(() => {
    for (const { wants, type, chunk } of attacks) {
      const beginning = type === "openai" ? heads.sse : heads.ndjson;
      const text = type === "openai" ? sse({ content: "So" }) : ndjson({ content: "So" });
      ends.set(`${wants} ${type} before`, ask(type, { beginning, chunk, everyMs: 20 }));
      ends.set(`${wants} ${type} behind`, ask(type, { beginning: beginning + text, chunk, everyMs: 20 }));
    }
    // Each is waited for in its own test.
    for (const end of ends.values()) end.catch(() => undefined);
  });

  for (const { wants, type } of attacks) {
    it(`${wants} before its answer (${type})`, async () => {
      const { error, events } = await ends.get(`${wants} ${type} before`)!;
      assert.equal(error.kind, "ttft_timeout");
      assert.match(error.message, /was thinking for 1\.5 s without an answer/);
      assert.deepEqual(
        error.attempts.map(({ kind }) => kind),
        ["ttft_timeout"],
        "and is not asked again",
      );
      assert.ok(
        events.some((event) => event.type === "thinking"),
        "and nobody is told that it thinks",
      );
      assert.ok(!events.some((event) => event.type === "delta"), "and something is shown");
    });

    it(`${wants} behind the first word (${type})`, async () => {
      const { error, events } = await ends.get(`${wants} ${type} behind`)!;
      assert.equal(error.kind, "idle_timeout");
      assert.match(error.message, /no text came for 1\.5 s/);
      assert.match(events.flatMap((event) => (event.type === "delta" ? [event.text] : [])).join(""), /^So/);
    });
  }
});

interface Ending {
  error: EndpointError;
  events: StreamEvent[];
}

async function ask(
  type: Attack["type"],
  flood: { beginning: string; chunk: string; everyMs: number },
): Promise<Ending> {
  const server = await FloodServer.start(flood);
  const url = type === "openai" ? `${server.url}/v1` : server.url;
  const service = createLlmService(
    {
      endpoints: [{ id: "slow", type, url, model: "m" }],
      chain: [
        { endpoint: "slow", timeoutMs: 1_200 },
        { endpoint: "slow", timeoutMs: 1_300 },
      ],
      totalTimeoutMs: 1_250,
      thinkingTimeoutMs: 1_500,
      healthCheckIntervalMs: 0,
    },
    { network: { env: {}, systemCertificates: false } },
  );
  const events: StreamEvent[] = [];
  try {
    for await (const event of service.stream("Hi")) events.push(event);
  } catch (error) {
    assert.ok(error instanceof EndpointError, String(error));
    return { error, events };
  } finally {
    await service.dispose();
    await server.stop();
  }
  throw new Error("It was answered.");
}
