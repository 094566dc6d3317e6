import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { AllEndpointsFailedError, EndpointError } from "../../src/core/failure/errors";
import { jsonText, parseBoundedJson, unlisted } from "../../src/core/foreign/json";
import { createLlmService } from "../../src/node";
import { OpenAiUnderTest } from "../support/openai-under-test";

/** As text, since `JSON.stringify` could not write it. Each level fits into the bounds of what is read of an error. */
const LEVELS = 25_000;
const lists = `${"[".repeat(LEVELS)}${"]".repeat(LEVELS)}`;
const objects = `${'{"error":'.repeat(7_000)}"no"${"}".repeat(7_000)}`;

const DEEP = { lists, objects, "lists in objects": `${'{"error":['.repeat(5_000)}"no"${"]}".repeat(5_000)}` };

/** Where somebody else's JSON may stand in an answer. */
const PLACES: Record<string, (deep: string) => string> = {
  "the whole body": (deep) => deep,
  "an error": (deep) => `{"error":${deep}}`,
  "an error's details": (deep) =>
    `{"error":{"message":"no","details":${deep},"metadata":{"raw":${JSON.stringify(deep)}}}}`,
  "an error's detail": (deep) => `{"detail":${deep}}`,
  "JSON in JSON": (deep) => JSON.stringify({ error: deep }),
  "the calls of tools": (deep) =>
    `{"choices":[{"index":0,"message":{"content":null,"tool_calls":[${deep}]},"delta":{"tool_calls":[${deep}]},"finish_reason":null}],"message":{"tool_calls":[${deep}]},"done":false}`,
  "the content": (deep) =>
    `{"choices":[{"index":0,"message":{"content":${deep}},"delta":{"content":${deep}},"finish_reason":"stop"}],"message":{"content":${deep}},"done":true}`,
  "a list of models": (deep) => `{"data":[{"id":"m","x":${deep}}],"models":[{"name":"m","details":${deep}}]}`,
};

describe("overflows the stack by JSON that is nested without end", () => {
  let servers: OpenAiUnderTest;
  beforeEach(() => (servers = new OpenAiUnderTest()));
  afterEach(() => servers.close());

  const isPlain = (error: unknown): boolean => {
    assert.ok(error instanceof EndpointError || error instanceof AllEndpointsFailedError, String(error));
    for (const { message, kind } of error.attempts) {
      assert.ok(kind !== "internal", `${kind}: ${message}`);
      assert.ok(!/call stack|RangeError/i.test(message ?? ""), message);
    }
    return true;
  };

  for (const [place, put] of Object.entries(PLACES)) {
    for (const [shape, deep] of Object.entries(DEEP)) {
      it(`${shape}, as ${place}`, async () => {
        const body = put(deep);
        const answers: RequestListener[] = [400, 404, 429, 500].map(
          (status) => (_request, response) =>
            response.writeHead(status, { "content-type": "application/json" }).end(body),
        );
        answers.push((_request, response) => response.writeHead(200, { "content-type": "application/json" }).end(body));
        answers.push((_request, response) =>
          response.writeHead(200, { "content-type": "text/event-stream" }).end(`data: ${body}\n\n`),
        );
        answers.push((_request, response) =>
          response.writeHead(200, { "content-type": "application/x-ndjson" }).end(`${body}\n`),
        );
        for (const answer of answers) {
          const url = await servers.listen(answer);
          for (const type of ["openai", "ollama"] as const) {
            const service = createLlmService(
              {
                endpoints: [{ id: "e", type, url, model: "m" }],
                chain: [{ endpoint: "e", timeoutMs: 5_000 }],
                healthCheckIntervalMs: 0,
                totalTimeoutMs: 5_000,
              },
              { network: { env: {} } },
            );
            try {
              await assert.rejects(service.complete("hi"), isPlain);
              const said = JSON.stringify(await service.checkHealth("e"));
              assert.ok(!/call stack|RangeError|Internal error/i.test(said), said.slice(0, 1_000));
            } finally {
              await service.dispose();
            }
          }
        }
      });
    }
  }

  it("in the helpers that follow it", () => {
    const deep = JSON.parse(lists) as unknown;
    assert.equal(unlisted(deep), undefined);
    assert.ok(jsonText(deep).length < 200);
    assert.throws(() => parseBoundedJson(lists, { chars: Infinity, depth: 64 }), RangeError);
    assert.deepEqual(parseBoundedJson(`"${"[".repeat(100)}"`, { chars: Infinity, depth: 64 }), "[".repeat(100));
  });
});

describe("closes an endpoint for ever by asking for patience", () => {
  let servers: OpenAiUnderTest;
  beforeEach(() => (servers = new OpenAiUnderTest()));
  afterEach(() => servers.close());

  const nines = "9".repeat(400);
  const asks: [name: string, headers: Record<string, string>, body: unknown][] = [
    ["a Retry-After of 400 digits", { "retry-after": nines }, {}],
    ["milliseconds of 400 digits", { "retry-after-ms": nines }, {}],
    ["a date in the year 9999", { "retry-after": "Fri, 31 Dec 9999 23:59:59 GMT" }, {}],
    ["a reset of 400 digits", { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": `${nines}h` }, {}],
    ["words of 400 digits", {}, { error: { message: `Please try again in ${nines} days.` } }],
    ["Gemini's delay of 400 digits", {}, [{ error: { message: "no", details: [{ retryDelay: `${nines}s` }] } }]],
  ];
  for (const status of [429, 503]) {
    for (const [name, headers, body] of asks) {
      it(`${name}, with ${status}`, async () => {
        const url = await servers.listen((_request, response) =>
          response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body)),
        );
        const service = createLlmService(
          {
            endpoints: [{ id: "e", type: "openai", url, model: "m" }],
            chain: [{ endpoint: "e", timeoutMs: 2_000 }],
            healthCheckIntervalMs: 0,
            totalTimeoutMs: 2_000,
          },
          { network: { env: {} } },
        );
        try {
          await assert.rejects(service.complete("hi"), ({ retryAfterMs }: EndpointError) => {
            assert.ok(
              retryAfterMs !== undefined && retryAfterMs > 0 && retryAfterMs <= 3_600_000,
              String(retryAfterMs),
            );
            return true;
          });
        } finally {
          await service.dispose();
        }
      });
    }
  }
});
