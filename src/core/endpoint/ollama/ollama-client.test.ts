import { strict as assert } from "node:assert";
import { ollamaErrors, ScriptedOllama, type Fault, type OllamaOptions } from "../../../../test/support/servers";
import { createUndiciTransport } from "../../../node/transport/undici-transport";
import { systemClock } from "../../breaker/system-clock";
import { model as ollamaModel } from "../../../../test/support/servers/ollama/models";
import type { EndpointFailure } from "../../failure/endpoint-failure";
import type { FailureKind } from "../../model/failure-kinds";
import { failureOf, readAnswer, textsOf, type Told } from "../../../../test/support/answer-pieces";
import { OllamaClient } from "./ollama-client";
import { OllamaReader } from "./ollama-reader";

const never = new AbortController().signal;
const call = { model: "llama3.2", messages: [{ role: "user" as const, content: "hi" }] };

describe("the Ollama client", () => {
  let transport: ReturnType<typeof createUndiciTransport>;
  let server: ScriptedOllama;

  beforeEach(() => {
    transport = createUndiciTransport({ env: {} });
  });
  afterEach(async () => {
    await transport.dispose();
    await (server as ScriptedOllama | undefined)?.stop();
  });

  const clientAt = (url: string, more: { model?: string; apiKey?: string } = {}): OllamaClient =>
    new OllamaClient(
      { id: "ollama", type: "ollama", url, ...more },
      { transport, clock: systemClock, connectTimeoutMs: () => 1_000 },
    );
  async function start(options: OllamaOptions = {}): Promise<OllamaClient> {
    server = await ScriptedOllama.start({ loaded: ["llama3.2"], reply: "One two thrée 🙂 four.", ...options });
    return clientAt(server.url);
  }
  async function answer(
    client: OllamaClient,
    stream = true,
    model = "llama3.2",
  ): Promise<{ chunks: Told[]; text: string; thinking: string }> {
    return textsOf(await readAnswer((onPiece) => client.chat({ ...call, model, stream }, never, onPiece)));
  }

  it("takes no number of tokens that is none", () => {
    for (const tokens of ["1e999", "-3", "1.5", "1e300", '"many"']) {
      const reader = new OllamaReader({ url: "http://localhost:11434", type: "ollama", model: "m", wallNow: 0 });
      reader.take(JSON.parse(`{"message":{"content":"Hi"},"done":true,"prompt_eval_count":7,"eval_count":${tokens}}`));
      assert.deepEqual(reader.end?.usage, { promptTokens: 7, completionTokens: 0, totalTokens: 7 }, tokens);
    }
  });

  for (const stream of [true, false]) {
    describe(stream ? "streaming" : "not streaming", () => {
      it("gives the answer's text and, last, why it ended with its token counts", async () => {
        const client = await start();
        const { chunks, text } = await answer(client, stream);
        assert.equal(text, "One two thrée 🙂 four.");
        const end = chunks.at(-1);
        assert.ok(end?.type === "end" && end.finishReason === "stop" && end.model?.startsWith("llama3.2"));
        assert.ok(
          end.usage &&
            end.usage.completionTokens > 0 &&
            end.usage.totalTokens === end.usage.promptTokens + end.usage.completionTokens,
        );
        assert.equal(chunks.filter(({ type }) => type === "end").length, 1);
      });

      it("keeps the connection for the next call and the model in memory", async () => {
        const client = await start();
        await answer(client, stream);
        await answer(client, stream);
        assert.equal(server.connections, 1);
      });

      const cases: [string, Fault, FailureKind][] = [
        [
          "a model that is not there (row 20)",
          { kind: "status", status: 404, body: { error: ollamaErrors.notFound("llama3.2") } },
          "model_missing",
        ],
        [
          "weights that vanished",
          { kind: "status", status: 404, body: { error: ollamaErrors.vanished("llama3.2") } },
          "model_missing",
        ],
        ["another server's 404 (row 20)", { kind: "status", status: 404, body: "404 page not found" }, "not_an_api"],
        ["a full queue (row 26)", { kind: "status", status: 503, body: { error: ollamaErrors.busy } }, "overloaded"],
        [
          "a process that died in the load (row 25)",
          { kind: "status", status: 500, body: { error: ollamaErrors.loadTerminated } },
          "load_failed",
        ],
        [
          "a load that stalled (row 25)",
          { kind: "status", status: 500, body: { error: ollamaErrors.loadTimedOut } },
          "load_failed",
        ],
        [
          "no memory (row 25)",
          { kind: "status", status: 500, body: { error: ollamaErrors.outOfMemory } },
          "load_failed",
        ],
        [
          "no memory, older words (row 25)",
          { kind: "status", status: 500, body: { error: ollamaErrors.outOfMemoryOld } },
          "load_failed",
        ],
        [
          "an incompatible model (row 25)",
          { kind: "status", status: 500, body: { error: ollamaErrors.incompatible("llama3.2") } },
          "load_failed",
        ],
        [
          "a crash before the first token (row 24)",
          { kind: "status", status: 500, body: { error: ollamaErrors.runnerCrashed } },
          "server_error",
        ],
        [
          "a prompt that is too long (row 22)",
          { kind: "status", status: 400, body: { error: ollamaErrors.promptTooLong } },
          "context_length",
        ],
        [
          "a capability that is missing (row 21)",
          { kind: "status", status: 400, body: { error: ollamaErrors.noChat("llama3.2") } },
          "bad_request",
        ],
        [
          "an option of the wrong type (row 21)",
          { kind: "status", status: 500, body: { error: ollamaErrors.optionType("num_ctx") } },
          "bad_request",
        ],
        [
          "the rate limit of a cloud model (row 16)",
          { kind: "status", status: 429, body: { error: "too many requests" }, headers: { "retry-after": "7" } },
          "rate_limited",
        ],
        [
          "a broken cloud (row 24)",
          { kind: "status", status: 502, body: { error: 'Post "https://ollama.com/api/chat": dial tcp: no route' } },
          "server_error",
        ],
        ["a web page (row 28)", { kind: "html" }, "not_an_api"],
        ["a redirect (row 28)", { kind: "redirect", location: "http://127.0.0.1:1/login" }, "not_an_api"],
        ["something that is not HTTP", { kind: "notHttp" }, "not_an_api"],
        ["garbage (row 29)", { kind: "garbage" }, "malformed"],
        ["an empty answer (row 30)", { kind: "empty" }, "empty"],
        ["a reset before the headers (row 7)", { kind: "reset", at: "beforeHeaders" }, "reset"],
        ["a FIN before the headers (row 7)", { kind: "fin", at: "beforeHeaders" }, "reset"],
        ["an end without done (row 12)", { kind: "truncate" }, "truncated"],
        ["fewer bytes than promised (row 12)", { kind: "shortContentLength" }, "reset"],
      ];
      for (const [name, fault, kind] of cases) {
        it(`tells ${kind} of ${name}`, async () => {
          const client = await start();
          server.fault(fault);
          const failure = await failureOf(answer(client, stream));
          assert.equal(failure.kind, kind, failure.message);
          assert.ok(failure.message.includes(server.url), failure.message);
          assert.ok(!/[{}<>]/.test(failure.message), failure.message);
        });
      }

      it("gives the sizes of a prompt that is too long, from JSON inside JSON (row 22)", async () => {
        const client = await start();
        server.fault({ kind: "status", status: 400, body: { error: ollamaErrors.contextExceeded(9412, 8192) } });
        const { kind, details, message } = await failureOf(answer(client, stream));
        assert.deepEqual([kind, details.promptTokens, details.contextLength], ["context_length", 9412, 8192]);
        assert.match(message, /9412 > 8192 tokens/);
      });

      it("ends by the length limit as a success (row 31)", async () => {
        const client = await start();
        server.fault({ kind: "length", afterTokens: 2 });
        const { chunks } = await answer(client, stream);
        assert.ok(chunks.at(-1)?.type === "end");
        assert.equal((chunks.at(-1) as { finishReason: string }).finishReason, "length");
      });

      it("shows reasoning as thinking, not as the answer", async () => {
        const client = await start();
        server.fault({ kind: "thinking", tokens: 5 });
        const { text, thinking } = await answer(client, stream);
        assert.equal(text, "One two thrée 🙂 four.");
        assert.ok(thinking.length > 0);
      });
    });
  }

  describe("a stream", () => {
    for (const bytes of [1, 7]) {
      it(`is read whole from segments of ${bytes} bytes`, async () => {
        const client = await start();
        server.fault({ kind: "split", bytes });
        assert.equal((await answer(client)).text, "One two thrée 🙂 four.");
      });
    }
    it("that ends in an error line gives what came, then stream_error (row 13)", async () => {
      const client = await start();
      server.fault({ kind: "errorEvent", afterTokens: 2 });
      const seen: Told[] = [];
      const failure = await failureOf(
        readAnswer((onPiece) => client.chat({ ...call, stream: true }, never, onPiece), seen),
      );
      assert.equal(failure.kind, "stream_error");
      assert.ok(seen.length > 0);
      assert.match(failure.message, /unexpected EOF/);
    });
    it("without a single line is truncated", async () => {
      const client = await start();
      server.fault({ kind: "emptyBody" });
      assert.equal((await failureOf(answer(client))).kind, "truncated");
    });
    it("that breaks in the middle is a reset, one that is cut cleanly is truncated (row 12)", async () => {
      const client = await start();
      server.script([
        { kind: "reset", at: 2 },
        { kind: "fin", at: 2 },
        { kind: "fin", at: 2, closeDelimited: true },
      ]);
      assert.equal((await failureOf(answer(client))).kind, "reset");
      assert.equal((await failureOf(answer(client))).kind, "reset");
      assert.equal((await failureOf(answer(client))).kind, "truncated");
    });
    it("with one bad line goes on without it and counts it (row 29)", async () => {
      const client = await start();
      server.fault({ kind: "badLine", afterTokens: 2 });
      const { chunks, text } = await answer(client);
      assert.equal(text, "One two thrée 🙂 four.");
      const end = chunks.at(-1);
      assert.ok(end?.type === "end" && end.malformed === 1);
    });
    it("with a line of 8 MiB is read", async () => {
      const client = await start();
      server.fault({ kind: "hugeLine" });
      assert.ok((await answer(client)).text.length >= 8 * 1024 * 1024);
    });
    it("is given piece by piece as it comes", async () => {
      const client = await start();
      server.fault({ kind: "pace", tokensPerSecond: 50 });
      const texts = (await answer(client)).chunks.filter(({ type }) => type === "text");
      assert.ok(texts.length >= 2, `${texts.length} chunks`);
    });
    it("ends at once with the signal's reason, and the server sees the socket close", async () => {
      const client = await start();
      server.fault({ kind: "hang", at: 2 });
      const controller = new AbortController();
      const reason = new Error("enough");
      let abortedAt = 0;
      const answering = client.chat({ ...call, stream: true }, controller.signal, ({ type }) => {
        if (type !== "text" || abortedAt > 0) return;
        abortedAt = performance.now();
        setTimeout(() => controller.abort(reason), 20);
      });
      await assert.rejects(answering, (error) => error === reason);
      assert.ok(performance.now() - abortedAt < 2_000);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(server.openSockets, 0);
    });
  });

  describe("the model", () => {
    it("is the configured one", async () => {
      await start();
      assert.equal(await clientAt(server.url, { model: "mine" }).resolveModel(never), "mine");
    });
    it("is else the one in memory, else the newest installed", async () => {
      const client = await start({ loaded: [] });
      const newest = (await client.probe(undefined, never)).models?.[0];
      assert.equal(await client.resolveModel(never), newest);
      const other = [...server.models.keys()].find((name) => name !== newest && !name.includes("embed")) ?? "";
      server.load(other);
      assert.equal(await client.resolveModel(never), other);
    });
    it("is missing with one clear sentence when none is installed", async () => {
      const client = await start({ models: [], loaded: [] });
      const failure = await failureOf(client.resolveModel(never));
      assert.deepEqual([failure.kind, failure.message], ["model_missing", `No model is installed at ${server.url}.`]);
      const seen = await client.probe(undefined, never);
      assert.deepEqual([seen.live, seen.ready, seen.message], [true, false, failure.message]);
    });
  });

  describe("a look", () => {
    it("tells liveness, readiness and warmth apart, with and without the tag", async () => {
      const client = await start({ loaded: [] });
      assert.deepEqual(await client.checkLive(never), { live: true, version: server.version });
      const cold = await client.probe("llama3.2", never);
      assert.deepEqual([cold.live, cold.ready, cold.warm], [true, true, false]);
      server.load("llama3.2");
      assert.equal((await client.probe("llama3.2:latest", never)).warm, true);
      assert.equal(await client.isWarm("llama3.2", never), true);
      const missing = await client.probe("nope", never);
      assert.deepEqual([missing.live, missing.ready], [true, false]);
      assert.match(missing.message ?? "", /nope is not installed/);
    });
    it("at a web page, a broken gateway or nothing says why it is not live", async () => {
      const client = await start();
      server.fault({ kind: "html" }, { route: "*" });
      const page = await client.checkLive(never);
      assert.deepEqual([page.live, (page.failure as EndpointFailure).kind], [false, "not_an_api"]);
      server.clearFaults();
      server.fault({ kind: "status", status: 502, body: "bad gateway" }, { route: "*" });
      assert.equal((await client.checkLive(never)).live, false);
      await (server as ScriptedOllama | undefined)?.stop();
      const dead = await client.probe("llama3.2", never);
      assert.deepEqual(
        [dead.live, (dead.failure as EndpointFailure).kind, dead.message],
        [false, "refused", `Ollama is not running at ${server.url}.`],
      );
    });
    it("takes a list that is not available for a moment as alive and not known", async () => {
      const client = await start();
      server.fault(
        { kind: "status", status: 500, body: { error: "model list cache unavailable" } },
        { route: "/api/tags" },
      );
      const seen = await client.probe("llama3.2", never);
      assert.deepEqual([seen.live, seen.ready], [true, undefined]);
    });
    it("lists what can chat, newest first, with its size and whether it is in memory", async () => {
      const client = await start();
      server.install(
        ollamaModel("nomic-embed-text", { capabilities: ["embedding"], modifiedAt: "2026-09-01T00:00:00Z" }),
      );
      assert.deepEqual(await client.listModels(never), [
        { name: "llama3.2:latest", bytes: 2_019_393_189, resident: true },
        { name: "qwen2.5-coder:7b", bytes: 4_683_087_519, resident: false },
        { name: "deepseek-r1:8b", bytes: 5_225_376_047, resident: false },
      ]);
    });
    it("lists models without what an older server does not tell, and those by whose name it is told that they embed not at all", async () => {
      const client = await start();
      const models = [{ name: "old:7b", size: 1e400 }, { name: "qwen3-Embedding:0.6b" }, { name: "odd", size: -1 }];
      server.fault({ kind: "status", status: 200, body: { models } }, { route: "/api/tags" });
      server.fault({ kind: "status", status: 500, body: { error: "busy" } }, { route: "/api/ps" });
      assert.deepEqual(await client.listModels(never), [{ name: "old:7b" }, { name: "odd" }]);
    });
    it("says why there is no list", async () => {
      const client = await start();
      server.fault({ kind: "status", status: 500, body: { error: "the disk is gone" } }, { route: "/api/tags" });
      assert.match((await failureOf(client.listModels(never))).message, /the disk is gone/);
    });
    it("throws the signal's reason, and nothing else", async () => {
      const client = await start();
      server.fault({ kind: "hang", at: "beforeHeaders" }, { route: "*" });
      const controller = new AbortController();
      setTimeout(() => controller.abort("over"), 30);
      await assert.rejects(client.probe(undefined, controller.signal), (reason) => reason === "over");
    });
  });

  it("loads a model on a connection of its own and tells when it cannot", async () => {
    const client = await start({ loaded: [], scheduler: { loadMs: 50 } });
    await client.warmUp("llama3.2", never);
    assert.equal(await client.isWarm("llama3.2", never), true);
    server.fault(
      { kind: "status", status: 500, body: { error: ollamaErrors.outOfMemory } },
      { route: "/api/generate" },
    );
    assert.equal((await failureOf(client.warmUp("llama3.2", never))).kind, "load_failed");
    assert.equal((await failureOf(client.warmUp("llama3.2:99b", never))).kind, "load_failed");
  });

  it("downloads a model with its progress", async () => {
    const client = await start({ models: [], loaded: [] });
    const steps = [];
    for await (const step of client.pull("llama3.2", never)) steps.push(step);
    assert.equal(steps.at(-1)?.status, "success");
    assert.ok(steps.some(({ completedBytes, totalBytes }) => completedBytes !== undefined && totalBytes !== undefined));
    assert.equal(await client.resolveModel(never), "llama3.2:latest");
  });

  it("takes the address with a slash, /v1 or /api at its end, and sends the key nowhere but there", async () => {
    await start();
    for (const suffix of ["", "/", "/v1", "/v1/", "/api", "/api/chat"]) {
      assert.equal((await clientAt(server.url + suffix, { apiKey: "secret-key" }).checkLive(never)).live, true, suffix);
    }
  });
});
