import { strict as assert } from "node:assert";
import { failureOf } from "../../../../test/support/answer-pieces";
import { answer, OpenAiUnderTest } from "../../../../test/support/openai-under-test";
import type { ChatMessage } from "../../model/chat";
import { MAX_TOOL_CALLS } from "../../model/limits";

describe("calls of tools, with an OpenAI-compatible server", () => {
  let at: OpenAiUnderTest;
  beforeEach(() => {
    at = new OpenAiUnderTest();
  });
  afterEach(() => at.close());

  it("are sent without halves of characters, within their inputs too", async () => {
    const client = await at.start();
    const call = { type: "tool_call", id: "1", name: "read", input: { at: "a\ud83d" } } as const;
    const messages = [
      { role: "user", content: "b\ud83d" },
      { role: "assistant", content: [call] },
    ] as const;
    await answer(client, true, { messages: [...messages] as ChatMessage[] });
    const body = at.server.log.entries.at(-1)?.body ?? "";
    assert.deepEqual([/\\ud83d/.test(body), body.match(/\\ufffd/g)?.length], [false, 2]);
  });

  it("are bounded in number, and that is said", async () => {
    const calls = Array.from({ length: MAX_TOOL_CALLS + 1 }, (_, index) => ({
      index,
      id: `call_${index}`,
      function: { name: "read", arguments: "{}" },
    }));
    const client = await at.sending(`data: ${JSON.stringify({ choices: [{ delta: { tool_calls: calls } }] })}\n\n`);
    const { kind, message } = await failureOf(answer(client, true, { tools: [{ name: "read" }] }));
    assert.equal(kind, "too_large");
    assert.match(message, /called more than 128 tools in one answer, and was ended\.$/);
  });
});

describe("a tool's schema, to an OpenAI-compatible server", () => {
  let at: OpenAiUnderTest;
  beforeEach(() => {
    at = new OpenAiUnderTest();
  });
  afterEach(() => at.close());

  it("is sent whole until it is refused, then in the words common to all servers", async () => {
    const schemas: string[] = [];
    const client = await at.serve((request, response) => {
      let text = "";
      request.on("data", (piece) => (text += piece));
      request.on("end", () => {
        const { tools } = JSON.parse(text) as { tools: { function: { parameters: object } }[] };
        const schema = JSON.stringify(tools[0]?.function.parameters);
        schemas.push(schema);
        if (/format|additionalProperties|\$ref/.test(schema))
          response.writeHead(400, { "content-type": "application/json" }).end(
            JSON.stringify([
              {
                error: {
                  code: 400,
                  message: `Invalid JSON payload received. Unknown name "additionalProperties" at 'tools[0].function_declarations[0].parameters.properties[0].value': Cannot find field.`,
                  status: "INVALID_ARGUMENT",
                },
              },
            ]),
          );
        else
          response
            .writeHead(200, { "content-type": "text/event-stream" })
            .end('data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
      });
    });
    const node = {
      type: "object",
      properties: { next: { $ref: "#/$defs/node" }, at: { type: "string", format: "uri" } },
    };
    const inputSchema = {
      type: "object",
      properties: {
        map: { type: "object", additionalProperties: { type: "string" } },
        tree: { $ref: "#/$defs/node" },
      },
      $defs: { node },
    };
    const tools = [{ name: "write", inputSchema }];
    assert.equal((await answer(client, true, { tools })).text, "Hi");
    assert.equal((await answer(client, true, { tools })).text, "Hi");
    const common = {
      type: "object",
      properties: {
        map: { type: "object" },
        tree: { type: "object", properties: { next: {}, at: { type: "string" } } },
      },
    };
    assert.deepEqual(
      schemas.map((schema) => JSON.parse(schema) as object),
      [inputSchema, common, common],
    );
  });
});
