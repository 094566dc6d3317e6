import assert from "node:assert/strict";
import { ScriptedOllama } from "../../support/servers";
import { model } from "../../support/servers/ollama/models";
import { ask, type Question, type Reply } from "./exchange";
import { ollamaUnderTest } from "./ollama-under-test";

const messages = [{ role: "user", content: "hi" }];
const chat = { model: "tiny", messages };
const few = { num_predict: 20 };
const tools = [{ type: "function", function: { name: "f", description: "", parameters: { type: "object" } } }];
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const looking = (image: string) => [{ role: "user", content: "hi", images: [image] }];
const called = [
  { role: "assistant", content: "", tool_calls: [{ id: "c", function: { index: 0, name: "f", arguments: { a: 1 } } }] },
  { role: "tool", content: "Rain", tool_name: "f", tool_call_id: "c" },
];
const long = [{ role: "user", content: "word ".repeat(1_000) }];

/** What both answer alike, in this order: what is loaded by one is there for the next. */
const alike: Question[] = [
  { path: "/" },
  { method: "HEAD", path: "/" },
  { path: "/api/version" },
  { path: "/api/status" },
  { path: "/api/chat" },
  { path: "/v1/chat/completions" },
  { method: "HEAD", path: "/api/version" },
  { method: "HEAD", path: "/api/tags" },
  { path: "/api/tags/" },
  { path: "/api/ps" },
  ...["/health", "/api/health", "/v1/health", "/nope"].map((path) => ({ path })),
  { method: "HEAD", path: "/nope" },
  { path: "/v1/models" },
  { path: "/v1/models/tiny" },
  { path: "/api/version", headers: { host: "evil.example" } },
  { path: "/api/version", headers: { host: "box.local" } },
  { path: "/api/version", headers: { origin: "https://evil.example" } },
  { path: "/api/version", headers: { origin: "http://localhost:3000" } },
  { path: "/api/version", headers: { origin: "vscode-webview://x" } },

  { path: "/api/chat", body: { ...chat, options: few } },
  { path: "/api/chat", body: { ...chat, options: few, stream: false } },
  { path: "/api/chat", body: { ...chat, model: "tiny:latest", options: few, stream: false } },
  { path: "/api/chat", body: { ...chat, options: { ...few, unknown: 1 } } },
  { path: "/api/chat", body: { ...chat, messages: long, options: { ...few, num_ctx: 512 }, stream: false } },
  { path: "/api/generate", body: { model: "tiny", prompt: "hi", options: few } },
  { path: "/api/generate", body: { model: "tiny", prompt: "hi", options: few, stream: false } },
  { path: "/v1/chat/completions", body: { ...chat, max_tokens: 20 } },

  { path: "/api/generate", body: { model: "tiny" } },
  { path: "/api/generate", body: { model: "tiny", stream: false } },
  { path: "/api/chat", body: { model: "tiny", messages: [] } },
  { path: "/api/chat", body: { model: "tiny" } },
  { path: "/api/generate", body: { model: "tiny", keep_alive: 0 } },
  { path: "/api/chat", body: { model: "tiny", messages: [], keep_alive: 0 } },

  ...["", "xyz", "[]", "7", '{"model":', { model: 7 }, { model: "" }, {}].flatMap((body) =>
    ["/api/chat", "/api/generate", "/api/show"].map((path) => ({ path, body })),
  ),
  { path: "/api/generate", body: { model: "nope", prompt: "hi" } },
  { path: "/api/chat", body: { model: "nope", messages } },
  { path: "/api/show", body: { model: "nope" } },
  { path: "/api/chat", body: { ...chat, tools, options: few } },
  { path: "/api/chat", body: { ...chat, messages: looking("%%%"), options: few } },
  { path: "/api/chat", body: { ...chat, messages: looking(PIXEL), options: few } },
  { path: "/api/chat", body: { ...chat, messages: [...messages, ...called], options: few } },
  { path: "/api/chat", body: { ...chat, options: { num_ctx: "big" } } },
  { path: "/api/chat", body: { ...chat, options: { num_predict: "few" } } },
  { path: "/api/chat", body: { ...chat, options: { temperature: "hot" } } },
  { path: "/api/chat", body: { ...chat, keep_alive: "soon" } },
  ...["", "xyz", "[]", {}, { model: "tiny" }, { model: "tiny", messages: [] }].map((body) => ({
    path: "/v1/chat/completions",
    body,
  })),

  { path: "/api/pull", body: { model: "127.0.0.1:1/library/nope" } },
  { path: "/api/pull", body: { model: "127.0.0.1:1/library/nope", stream: false } },
  { path: "/api/pull", body: {} },
  { path: "/api/pull", body: "" },
  { method: "DELETE", path: "/api/delete", body: "" },
  { method: "DELETE", path: "/api/delete", body: {} },
  { method: "DELETE", path: "/api/delete", body: { model: "nope" } },
  { method: "DELETE", path: "/api/delete", body: { model: "spare" } },
];

const plain404: Reply = { status: 404, headers: { "content-type": "text/plain" }, body: "404 page not found" };
const compat = (status: number, message: string): Reply => ({
  status,
  headers: { "content-type": "application/json" },
  body: { error: { message, type: "api_error", param: null, code: null } },
});

/** What the real one, of an older version, answers otherwise than the versions which the scripted one plays. */
const older: [what: string, question: Question, reply: Reply][] = [
  ["has no profile", { path: "/debug/pprof/" }, plain404],
  [
    "has one type for all errors on /v1",
    { path: "/v1/chat/completions", body: { model: "nope", messages } },
    compat(404, "model 'nope' not found"),
  ],
  [
    "has one type for all errors on /v1, of a request too",
    { path: "/v1/chat/completions", body: { messages } },
    compat(400, "model is required"),
  ],
];

describe("the scripted Ollama is like the real one", function () {
  this.timeout(60_000);
  const ollama = ollamaUnderTest({ OLLAMA_NUM_PARALLEL: "1" }, async (server) => {
    await server.create("spare", { seed: 43 });
    await server.create("tiny");
  });
  let scripted: ScriptedOllama;
  before(async () => {
    const modifiedAt = new Date().toISOString();
    const capabilities = ["completion"];
    scripted = await ScriptedOllama.start({
      models: [model("spare", { capabilities }), model("tiny", { capabilities, modifiedAt })],
    });
  });
  after(() => scripted.stop());

  const both = async (question: Question): Promise<[real: Reply, scripted: Reply]> => [
    await ask(ollama.server.url, question),
    await ask(scripted.url, question),
  ];
  const nameOf = ({ method, path, body, headers }: Question): string =>
    [method ?? (body === undefined ? "GET" : "POST"), path, body === undefined ? "" : JSON.stringify(body).slice(0, 90), headers ? JSON.stringify(headers) : ""].join(" ").trimEnd(); // prettier-ignore

  for (const question of alike)
    it(nameOf(question), async () => {
      const [real, played] = await both(question);
      assert.deepEqual(played, real);
    });

  it("in how many tokens of a long prompt are read", async () => {
    const body = { ...chat, messages: long, options: { num_ctx: 512, num_predict: 1 }, stream: false };
    for (const { url } of [ollama.server, scripted]) {
      const response = await fetch(`${url}/api/chat`, { method: "POST", body: JSON.stringify(body) });
      assert.equal(((await response.json()) as { prompt_eval_count: number }).prompt_eval_count, 512, url);
    }
  });

  it("in what it tells of models, apart from what later versions added", async () => {
    const added = ["capabilities", "context_length", "embedding_length"];
    await both({ path: "/api/generate", body: { model: "tiny" } });
    for (const route of ["tags", "ps"]) {
      const [real, played] = await both({ path: `/api/${route}` });
      for (const one of modelsOf(played)) {
        one["details"] = without(one["details"], added);
        // Those of a list have it later than those in memory.
        if (route === "tags") delete one["capabilities"];
      }
      assert.deepEqual(played, real, route);
    }
    const [real, played] = await both({ path: "/api/show", body: { model: "tiny" } });
    // Of what a model has, the scripted one knows what clients read.
    assert.deepEqual(
      common(real.body, played.body),
      without(played.body, ["context_length", "embedding_length", "license"]),
    );
  });

  it("in the pieces of a stream on /v1, apart from the role, which later versions name once", async () => {
    for (const stream_options of [undefined, { include_usage: true }]) {
      const body = { ...chat, max_tokens: 20, stream: true, stream_options };
      const [real, played] = await both({ path: "/v1/chat/completions", body });
      const last = (reply: Reply) => (reply.body as unknown[]).slice(stream_options ? -2 : -1);
      assert.deepEqual([played.status, played.headers, last(played)], [real.status, real.headers, last(real)]);
      assert.deepEqual((played.body as unknown[])[0], (real.body as unknown[])[0]);
    }
  });

  for (const [what, question, reply] of older)
    it(`but the real one here, being older, ${what}`, async () => {
      assert.deepEqual(await ask(ollama.server.url, question), reply);
      assert.notDeepEqual(await ask(scripted.url, question), reply);
    });
});

const modelsOf = ({ body }: Reply): Record<string, unknown>[] => (body as { models: Record<string, unknown>[] }).models;

/** Without those fields, wherever they stand. */
function without<T>(value: T, fields: string[]): T {
  if (Array.isArray(value)) return value.map((part: unknown) => without(part, fields)) as T;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !fields.includes(key));
  return Object.fromEntries(kept.map(([key, part]) => [key, without(part, fields)])) as T;
}

/** Of an object the fields that another one has too, and so on below them. */
function common(value: unknown, other: unknown): unknown {
  const isObject = (one: unknown): one is Record<string, unknown> =>
    typeof one === "object" && one !== null && !Array.isArray(one);
  if (!isObject(value) || !isObject(other)) return value;
  const shared = Object.entries(value).filter(([key]) => key in other);
  return Object.fromEntries(shared.map(([key, part]) => [key, common(part, other[key])]));
}
