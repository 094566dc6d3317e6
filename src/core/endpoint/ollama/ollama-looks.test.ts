import { strict as assert } from "node:assert";
import { failureOf } from "../../../../test/support/answer-pieces";
import { OllamaUnderTest } from "../../../../test/support/ollama-under-test";
import { ollamaErrors } from "../../../../test/support/servers";
import { model as ollamaModel } from "../../../../test/support/servers/ollama/models";
import type { EndpointFailure } from "../../failure/endpoint-failure";

const never = new AbortController().signal;

describe("the Ollama client, beside chats", () => {
  let at: OllamaUnderTest;
  beforeEach(() => {
    at = new OllamaUnderTest();
  });
  afterEach(() => at.close());

  describe("the model", () => {
    it("is the configured one", async () => {
      await at.start();
      assert.equal(await at.clientAt(at.server.url, { model: "mine" }).resolveModel(never), "mine");
    });
    it("is else the one in memory, else the newest installed", async () => {
      const client = await at.start({ loaded: [] });
      const newest = (await client.probe(undefined, never)).models?.[0];
      assert.equal(await client.resolveModel(never), newest);
      const other = [...at.server.models.keys()].find((name) => name !== newest && !name.includes("embed")) ?? "";
      at.server.load(other);
      assert.equal(await client.resolveModel(never), other);
    });
    it("is missing with one clear sentence when none is installed", async () => {
      const client = await at.start({ models: [], loaded: [] });
      const failure = await failureOf(client.resolveModel(never));
      assert.deepEqual(
        [failure.kind, failure.message],
        ["model_missing", `No model is installed at ${at.server.url}.`],
      );
      const seen = await client.probe(undefined, never);
      assert.deepEqual([seen.live, seen.ready, seen.message], [true, false, failure.message]);
    });
  });

  describe("a look", () => {
    it("tells liveness, readiness and warmth apart, with and without the tag", async () => {
      const client = await at.start({ loaded: [] });
      assert.deepEqual(await client.checkLive(never), { live: true, version: at.server.version });
      const cold = await client.probe("llama3.2", never);
      assert.deepEqual([cold.live, cold.ready, cold.warm], [true, true, false]);
      at.server.load("llama3.2");
      assert.equal((await client.probe("llama3.2:latest", never)).warm, true);
      assert.equal(await client.isWarm("llama3.2", never), true);
      const missing = await client.probe("nope", never);
      assert.deepEqual([missing.live, missing.ready], [true, false]);
      assert.match(missing.message ?? "", /nope is not installed/);
    });
    it("at a model that is listed while it is still being loaded sees that it is not there yet", async () => {
      const client = await at.start({ loaded: [], listsLoading: true, scheduler: { loadMs: 2_000 } });
      const loading = client.warmUp("llama3.2", never);
      const seen: unknown[] = [];
      while (!seen.includes(false)) {
        seen.push(await client.isWarm("llama3.2", never));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await loading;
      await client.isWarm("llama3.2", never);
      assert.equal(await client.isWarm("llama3.2", never), true);
    });
    it("at a web page, a broken gateway or nothing says why it is not live", async () => {
      const client = await at.start();
      at.server.fault({ kind: "html" }, { route: "*" });
      const page = await client.checkLive(never);
      assert.deepEqual([page.live, (page.failure as EndpointFailure).kind], [false, "not_an_api"]);
      at.server.clearFaults();
      at.server.fault({ kind: "status", status: 502, body: "bad gateway" }, { route: "*" });
      assert.equal((await client.checkLive(never)).live, false);
      await at.server.stop();
      const dead = await client.probe("llama3.2", never);
      assert.deepEqual(
        [dead.live, (dead.failure as EndpointFailure).kind, dead.message],
        [false, "refused", `Ollama is not running at ${at.server.url}.`],
      );
    });
    it("takes a list that is not available for a moment as alive and not known", async () => {
      const client = await at.start();
      at.server.fault(
        { kind: "status", status: 500, body: { error: "model list cache unavailable" } },
        { route: "/api/tags" },
      );
      const seen = await client.probe("llama3.2", never);
      assert.deepEqual([seen.live, seen.ready], [true, undefined]);
    });
    it("lists what can chat, newest first, with its size and whether it is in memory", async () => {
      const client = await at.start();
      at.server.install(
        ollamaModel("nomic-embed-text", { capabilities: ["embedding"], modifiedAt: "2026-09-01T00:00:00Z" }),
      );
      const able = { tools: true, images: false, thinking: false };
      assert.deepEqual(await client.listModels(never), [
        { name: "llama3.2:latest", bytes: 2_019_393_189, abilities: able, resident: true },
        { name: "qwen2.5-coder:7b", bytes: 4_683_087_519, abilities: able, resident: false },
        {
          name: "deepseek-r1:8b",
          bytes: 5_225_376_047,
          abilities: { ...able, tools: false, thinking: true },
          resident: false,
        },
      ]);
    });
    it("lists models without what an older server does not tell, and those by whose name it is told that they embed not at all", async () => {
      const client = await at.start();
      const models = [{ name: "old:7b", size: 1e400 }, { name: "qwen3-Embedding:0.6b" }, { name: "odd", size: -1 }];
      at.server.fault({ kind: "status", status: 200, body: { models } }, { route: "/api/tags" });
      at.server.fault({ kind: "status", status: 500, body: { error: "busy" } }, { route: "/api/ps" });
      assert.deepEqual(await client.listModels(never), [{ name: "old:7b" }, { name: "odd" }]);
    });
    it("says why there is no list", async () => {
      const client = await at.start();
      at.server.fault({ kind: "status", status: 500, body: { error: "the disk is gone" } }, { route: "/api/tags" });
      assert.match((await failureOf(client.listModels(never))).message, /the disk is gone/);
    });
    it("throws the signal's reason, and nothing else", async () => {
      const client = await at.start();
      at.server.fault({ kind: "hang", at: "beforeHeaders" }, { route: "*" });
      const controller = new AbortController();
      setTimeout(() => controller.abort("over"), 30);
      await assert.rejects(client.probe(undefined, controller.signal), (reason) => reason === "over");
    });
  });

  it("loads a model on a connection of its own and tells when it cannot", async () => {
    const client = await at.start({ loaded: [], scheduler: { loadMs: 50 } });
    await client.warmUp("llama3.2", never);
    assert.equal(await client.isWarm("llama3.2", never), true);
    at.server.fault(
      { kind: "status", status: 500, body: { error: ollamaErrors.outOfMemory } },
      { route: "/api/generate" },
    );
    assert.equal((await failureOf(client.warmUp("llama3.2", never))).kind, "load_failed");
    assert.equal((await failureOf(client.warmUp("llama3.2:99b", never))).kind, "load_failed");
  });

  it("downloads a model with its progress", async () => {
    const client = await at.start({ models: [], loaded: [] });
    const steps = [];
    for await (const step of client.pull("llama3.2", never)) steps.push(step);
    assert.equal(steps.at(-1)?.status, "success");
    assert.ok(steps.some(({ completedBytes, totalBytes }) => completedBytes !== undefined && totalBytes !== undefined));
    assert.equal(await client.resolveModel(never), "llama3.2:latest");
  });

  it("takes the address with a slash, /v1 or /api at its end, and sends the key nowhere but there", async () => {
    await at.start();
    for (const suffix of ["", "/", "/v1", "/v1/", "/api", "/api/chat"]) {
      assert.equal(
        (await at.clientAt(at.server.url + suffix, { apiKey: "secret-key" }).checkLive(never)).live,
        true,
        suffix,
      );
    }
  });
});
