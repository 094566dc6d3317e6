import assert from "node:assert/strict";
import { type FlavourName, flavours } from "./openai/flavours";
import { ScriptedOpenAi } from "./openai/scripted-openai";

describe("scripted OpenAI-compatible server", () => {
  let server: ScriptedOpenAi;
  afterEach(() => server.stop());
  const chat = (extra: object = {}, headers: Record<string, string> = {}) =>
    fetch(`${server.baseUrl}/chat/completions`, {
      method: "POST",
      headers,
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "hi" }], stream: true, ...extra }),
    });
  const payloads = (text: string) =>
    text
      .split("\n\n")
      .filter((event) => event.startsWith("data: {"))
      .map(
        (event) => JSON.parse(event.slice(6)) as { choices: { delta: { content?: string | null } }[]; usage?: object },
      );

  for (const name of Object.keys(flavours) as FlavourName[]) {
    it(`${name}: streams, answers whole, lists models`, async () => {
      server = await ScriptedOpenAi.start({ flavour: name, reply: "Hello there" });
      const text = await (await chat()).text();
      assert.equal(
        payloads(text)
          .map((chunk) => chunk.choices[0]?.delta.content ?? "")
          .join(""),
        "Hello there",
      );
      assert.ok(text.endsWith("data: [DONE]\n\n"));
      const whole = (await (await chat({ stream: false })).json()) as {
        choices: { message: { content: string }; finish_reason: string }[];
      };
      assert.deepEqual([whole.choices[0]?.message.content, whole.choices[0]?.finish_reason], ["Hello there", "stop"]);
      assert.equal(((await (await fetch(`${server.baseUrl}/models`)).json()) as { object: string }).object, "list");
    });
  }

  it("names the role first, with null content as llama.cpp has it", async () => {
    server = await ScriptedOpenAi.start({ flavour: "llamacpp" });
    assert.equal(payloads(await (await chat()).text())[0]?.choices[0]?.delta.content, null);
  });

  it("sends usage only when asked", async () => {
    server = await ScriptedOpenAi.start();
    assert.ok(!payloads(await (await chat()).text()).some((chunk) => chunk.usage));
    assert.ok(payloads(await (await chat({ stream_options: { include_usage: true } })).text()).at(-1)?.usage);
  });

  it("wants its key, in the flavour's words, for models too", async () => {
    server = await ScriptedOpenAi.start({ apiKey: "sk-right", flavour: "llamacpp" });
    const wrong = await chat({}, { authorization: "Bearer sk-wrong" });
    assert.deepEqual(
      [wrong.status, await wrong.json()],
      [401, { error: { message: "Invalid API Key", type: "authentication_error", code: 401 } }],
    );
    assert.equal((await fetch(`${server.baseUrl}/models`)).status, 401);
    assert.equal((await fetch(`${server.url}/health`)).status, 200);
    assert.equal((await chat({}, { authorization: "Bearer sk-right" })).status, 200);
  });

  it("errs in the middle as the provider does", async () => {
    server = await ScriptedOpenAi.start({ flavour: "openrouter" });
    server.fault({ kind: "errorEvent", afterTokens: 2 });
    assert.match(await (await chat()).text(), /"finish_reason":"error".*"error":\{"code":"server_error"/);
    await server.stop();
    server = await ScriptedOpenAi.start({ flavour: "vllm" });
    server.fault({ kind: "errorEvent", afterTokens: 2 });
    assert.ok((await (await chat()).text()).endsWith("data: [DONE]\n\n"));
  });

  it("can end without [DONE]", async () => {
    server = await ScriptedOpenAi.start();
    server.fault({ kind: "noDoneMarker" });
    assert.match(await (await chat()).text(), /"finish_reason":"stop"\}\]\}\n\n$/);
  });

  it("answers 400 to a body that is no JSON, or 500 as llama.cpp", async () => {
    server = await ScriptedOpenAi.start();
    const bad = () => fetch(`${server.baseUrl}/chat/completions`, { method: "POST", body: "{nope" });
    assert.equal((await bad()).status, 400);
    await server.stop();
    server = await ScriptedOpenAi.start({ flavour: "llamacpp" });
    assert.equal((await bad()).status, 500);
  });
});
