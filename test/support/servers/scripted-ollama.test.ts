import assert from "node:assert/strict";
import { model } from "./ollama/models";
import { ollamaErrors } from "./ollama/error-texts";
import { ScriptedOllama, type OllamaOptions } from "./ollama/scripted-ollama";

describe("scripted Ollama", () => {
  let server: ScriptedOllama;
  const start = async (options: OllamaOptions = {}) =>
    (server = await ScriptedOllama.start({ reply: "Hello über 東京", ...options }));
  const get = (path: string, init: RequestInit = {}) => fetch(server.url + path, init);
  const post = (path: string, body: unknown, init: RequestInit = {}) =>
    fetch(server.url + path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body), ...init });
  const ask = (extra: object = {}, init: RequestInit = {}) =>
    post("/api/chat", { model: "llama3.2", messages: [{ role: "user", content: "hi" }], ...extra }, init);
  const lines = async (response: Response) =>
    (await response.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const loaded = async () =>
    ((await (await get("/api/ps")).json()) as { models: { name: string }[] }).models.map((entry) => entry.name);

  afterEach(() => server.stop());

  it("answers the cheap probes as Ollama does", async () => {
    await start();
    const root = await get("/");
    assert.deepEqual(
      [root.status, root.headers.get("content-type"), await root.text()],
      [200, "text/plain; charset=utf-8", "Ollama is running"],
    );
    assert.equal(await (await get("/", { method: "HEAD" })).text(), "");
    assert.deepEqual(await (await get("/api/version")).json(), { version: "0.33.0" });
    assert.deepEqual(await (await get("/api/status")).json(), { cloud: { disabled: false, source: "none" } });
    assert.deepEqual(await loaded(), []);
  });

  it("has no health route, and tells a wrong method from a wrong path, in plain text", async () => {
    await start();
    const missing = await get("/api/health");
    assert.deepEqual(
      [missing.status, missing.headers.get("content-type"), await missing.text()],
      [404, "text/plain", "404 page not found"],
    );
    const wrong = await get("/api/chat");
    assert.deepEqual(
      [wrong.status, wrong.headers.get("allow"), await wrong.text()],
      [405, "POST", "405 method not allowed"],
    );
  });

  it("lists models newest first, fields in Ollama's order, and shows one", async () => {
    await start();
    const { models } = (await (await get("/api/tags")).json()) as { models: Record<string, unknown>[] };
    assert.deepEqual(
      models.map((entry) => entry["name"]),
      ["llama3.2:latest", "qwen2.5-coder:7b", "deepseek-r1:8b"],
    );
    assert.deepEqual(Object.keys(models[0] ?? {}), [
      "name",
      "model",
      "modified_at",
      "size",
      "digest",
      "details",
      "capabilities",
    ]);
    assert.equal((await post("/api/show", { name: "llama3.2" })).status, 200);
    const missing = await post("/api/show", { model: "nope" });
    assert.deepEqual([missing.status, await missing.json()], [404, { error: "model 'nope' not found" }]);
    assert.equal((await post("/api/show", "")).status, 400);
  });

  it("streams NDJSON with nanosecond durations, and says the same in one object", async () => {
    await start({ pace: { firstTokenMs: 20 } });
    const response = await ask();
    assert.equal(response.headers.get("content-type"), "application/x-ndjson");
    const objects = await lines(response);
    assert.equal(objects.map((entry) => (entry["message"] as { content: string }).content).join(""), "Hello über 東京");
    const last = objects.at(-1) ?? {};
    assert.deepEqual([last["done"], last["done_reason"], last["model"]], [true, "stop", "llama3.2"]);
    assert.ok(Number(last["total_duration"]) > 20e6 && Number(last["eval_count"]) === 3, JSON.stringify(last));
    const whole = await ask({ stream: false });
    assert.equal(whole.headers.get("content-type"), "application/json; charset=utf-8");
    assert.equal(((await whole.json()) as { message: { content: string } }).message.content, "Hello über 東京");
    const generated = await lines(await post("/api/generate", { model: "llama3.2", prompt: "hi" }));
    assert.equal(generated[0]?.["response"], "Hello");
    assert.deepEqual(generated.at(-1)?.["context"], [128006, 882, 128007]);
  });

  it("refuses bad requests with Ollama's statuses and texts", async () => {
    await start();
    const answers: [Promise<Response>, number, string][] = [
      [post("/api/chat", ""), 400, ollamaErrors.missingBody],
      [post("/api/chat", "xyz"), 400, "invalid character 'x' looking for beginning of value"],
      [post("/api/chat", { messages: [] }), 400, ollamaErrors.modelRequired],
      [post("/api/generate", {}), 404, "model '' not found"],
      [ask({ model: "nope" }), 404, "model 'nope' not found"],
      [ask({ think: true }), 400, '"llama3.2" does not support thinking'],
      [ask({ options: { num_ctx: "big" } }), 500, 'option "num_ctx" must be of type integer'],
    ];
    for (const [pending, status, text] of answers) {
      const response = await pending;
      assert.deepEqual([response.status, await response.json()], [status, { error: text }]);
    }
    const evil = await get("/api/version", { headers: { origin: "https://example.org" } });
    assert.deepEqual([evil.status, await evil.text()], [403, ""]);
  });

  it("sends nothing during a cold load and shows the model in /api/ps only afterwards", async () => {
    await start({ scheduler: { loadMs: 80 } });
    const before = performance.now();
    const pending = ask();
    await server.log.until(() => server.scheduler.loading.size === 1 || server.log.entries.length > 0);
    assert.deepEqual(await loaded(), []);
    const last = (await lines(await pending)).at(-1);
    assert.ok(performance.now() - before >= 75);
    assert.ok(Number(last?.["load_duration"]) >= 75e6);
    assert.deepEqual(await loaded(), ["llama3.2:latest"]);
  });

  it("aborts the load when the client goes away, and counts it", async () => {
    await start({ scheduler: { loadMs: 5_000 } });
    const aborter = new AbortController();
    const pending = ask({}, { signal: aborter.signal });
    await server.log.until(() => server.log.entries.length === 1);
    setTimeout(() => aborter.abort(), 30);
    await assert.rejects(pending, { name: "AbortError" });
    await server.log.until(() => server.log.entries[0]?.outcome === "aborted by client");
    await new Promise(setImmediate);
    assert.deepEqual(server.scheduler.counts, { loadsStarted: 1, loadsCompleted: 0, loadsAborted: 1 });
    assert.equal(server.log.entries[0]?.status, undefined);
    assert.deepEqual(await loaded(), []);
  });

  it("loads and unloads on an empty prompt, and forgets a model when its keep_alive is over", async () => {
    await start();
    assert.equal(
      (
        (await (await post("/api/generate", { model: "llama3.2", keep_alive: "60ms" })).json()) as {
          done_reason: string;
        }
      ).done_reason,
      "load",
    );
    assert.deepEqual(await loaded(), ["llama3.2:latest"]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(await loaded(), []);
    await post("/api/generate", { model: "qwen2.5-coder:7b", keep_alive: -1 });
    const unloaded = (await (
      await post("/api/chat", { model: "qwen2.5-coder:7b", messages: [], keep_alive: 0 })
    ).json()) as { done_reason: string };
    assert.equal(unloaded.done_reason, "unload");
    assert.deepEqual(await loaded(), []);
  });

  it("works on one request at a time, first come first served, without a byte for those who wait", async () => {
    await start({ pace: { tokensPerSecond: 50 }, loaded: ["llama3.2"] });
    const order: number[] = [];
    await Promise.all(
      [0, 1, 2].map(async (index) => {
        await new Promise((resolve) => setTimeout(resolve, index * 10));
        const response = await ask();
        order.push(index);
        await response.text();
      }),
    );
    assert.deepEqual(order, [0, 1, 2]);
    const [first, second] = server.log.entries;
    assert.ok((second?.firstTokenAfterMs ?? 0) < 60, "the clock of the second's tokens starts when its turn comes");
    assert.ok((second?.endedAfterMs ?? 0) > (first?.endedAfterMs ?? 0));
  });

  it("answers 503 when more wait for a load than the queue holds", async () => {
    await start({ scheduler: { loadMs: 150, maxQueue: 1 } });
    const statuses = await Promise.all(
      [0, 1, 2, 3].map(async (index) => {
        await new Promise((resolve) => setTimeout(resolve, index * 15));
        const response = await ask();
        await response.text();
        return response.status;
      }),
    );
    assert.deepEqual(statuses, [200, 200, 503, 503]);
  });

  it("reloads when the context length changes, and fails a load with Ollama's text", async () => {
    await start({ scheduler: { loadMs: 5 } });
    await (await ask({ options: { num_ctx: 2048 } })).text();
    await (await ask({ options: { num_ctx: 8192 } })).text();
    assert.equal(server.scheduler.counts.loadsCompleted, 2);
    server.scheduler.unloadAll();
    server.scheduler.failLoads("llama3.2:latest", ollamaErrors.outOfMemory, 1);
    const failed = await ask();
    assert.deepEqual([failed.status, await failed.json()], [500, { error: ollamaErrors.outOfMemory }]);
    assert.equal((await ask()).status, 200);
  });

  it("thinks before it answers where the model can, unless told not to", async () => {
    await start();
    const thinking = async (extra: object) =>
      (await lines(await ask({ model: "deepseek-r1:8b", ...extra }))).filter(
        (entry) => (entry["message"] as { thinking?: string }).thinking,
      ).length;
    assert.equal(await thinking({}), 8);
    assert.equal(await thinking({ think: false }), 0);
  });

  it("pulls a model with progress, after which it is installed", async () => {
    await start({ pullMs: 20, models: [] });
    const progress = await lines(await post("/api/pull", { model: "tiny" }));
    assert.equal(progress[0]?.["status"], "pulling manifest");
    assert.equal(progress.at(-1)?.["status"], "success");
    assert.equal(progress.filter((line) => line["completed"] !== undefined).length, 20);
    assert.equal((await ask({ model: "tiny" })).status, 200);
    assert.match(
      String((await lines(await post("/api/pull", { model: "missing-model" }))).at(-1)?.["error"]),
      /does not exist/,
    );
  });

  it("speaks SSE on /v1, with usage when asked, and its bogus chunk in place of an error", async () => {
    await start();
    const v1 = (extra: object = {}) =>
      post("/v1/chat/completions", {
        model: "llama3.2",
        messages: [{ role: "user", content: "hi" }],
        stream: true,
        ...extra,
      });
    const text = await (await v1({ stream_options: { include_usage: true } })).text();
    const events = text.trim().split("\n\n");
    assert.equal(events.at(-1), "data: [DONE]");
    assert.match(events[0] ?? "", /"delta":\{"role":"assistant","content":"Hello"\}/);
    assert.match(events.at(-2) ?? "", /"choices":\[\],"usage"/);
    server.fault({ kind: "errorEvent", afterTokens: 1 }, { times: 1 });
    const broken = (await (await v1()).text()).trim().split("\n\n");
    assert.match(broken.at(-1) ?? "", /"model":"".*"content":"".*"finish_reason":null/);
    const missing = await v1({ model: "nope" });
    assert.deepEqual(
      [missing.status, await missing.json()],
      [404, { error: { message: "model 'nope' not found", type: "not_found_error", param: null, code: null } }],
    );
    const list = (await (await get("/v1/models")).json()) as { data: { id: string; created: number }[] };
    assert.ok(list.data.every((entry) => entry.created > 1.7e9));
  });

  it("keeps models, but not what was in memory, over a death", async () => {
    await start({ models: [model("one")], loaded: ["one"] });
    const { port } = server;
    await server.stop();
    await assert.rejects(get("/api/version"));
    await server.start();
    assert.equal(server.port, port);
    assert.deepEqual(await loaded(), []);
    assert.equal((await ask({ model: "one" })).status, 200);
  });
});
