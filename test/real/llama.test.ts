import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { resolve } from "node:path";
import { AllEndpointsFailedError, EndpointError, RequestCancelledError } from "../../src/core/failure/errors";
import type { EndpointConfig } from "../../src/core/model/endpoint";
import { createLlmService } from "../../src/node";
import type { Stats } from "./llama-model";
import { findLlama, type LlamaParts } from "./parts";

/** The library counts tokens of unfinished characters late or not at all, and noise has many of them: near the limit is at the limit. */
const atLimit = (tokens: number, limit: number) => tokens > 0 && Math.abs(tokens - limit) <= 20;

describe("the real llama.cpp on a tiny model", () => {
  let parts: LlamaParts;
  let front: ChildProcess;
  let url: string;
  const cleanups: (() => unknown)[] = [];

  async function startFront(): Promise<void> {
    front = spawn(
      process.execPath,
      ["--import", "tsx", resolve("test/real/llama-front.ts"), parts.folder, parts.model],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    url = await new Promise<string>((found, failed) => {
      front.once("exit", (code) => failed(new Error(`The front ended with ${code}`)));
      createInterface({ input: front.stdout! }).once("line", (line) =>
        found((JSON.parse(line) as { url: string }).url),
      );
    });
  }

  async function stopFront(): Promise<void> {
    if (!front || front.exitCode !== null || front.signalCode !== null) return;
    const gone = new Promise((done) => front.once("exit", done));
    front.kill("SIGKILL");
    await gone;
  }

  before(async function () {
    this.timeout(360_000);
    const part = await findLlama();
    if (!part.available) {
      console.log(`    left out: node-llama-cpp: ${part.why}`);
      return this.skip();
    }
    parts = part.value;
    await startFront();
  });
  after(stopFront);
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  const stats = async () => (await (await fetch(`${url}/stats`)).json()) as Stats;
  const endpoint = (type: "ollama" | "openai"): EndpointConfig => ({
    id: type,
    type,
    url: type === "ollama" ? url : `${url}/v1`,
    model: "tiny",
  });
  const service = (type: "ollama" | "openai") => {
    const llm = createLlmService({
      endpoints: [endpoint(type)],
      chain: [{ endpoint: type, timeoutMs: 20_000 }],
      healthCheckIntervalMs: 0,
    });
    cleanups.push(() => llm.dispose());
    return llm;
  };

  for (const type of ["ollama", "openai"] as const) {
    it(`${type}: brings over every byte of a noisy answer that arrives in splinters`, async function () {
      this.timeout(30_000);
      const llm = service(type);
      const completion = await llm.complete("Say something, 東京 🙂", { maxTokens: 200 });
      assert.equal(completion.content, (await stats()).lastText);
      assert.match(completion.content, /[^\u0000-\u007f]/, "the answer has characters of several bytes");
      assert.equal(completion.finishReason, "length");
      assert.ok(atLimit(completion.usage.completionTokens, 200), `${completion.usage.completionTokens} tokens`);
    });

    it(`${type}: a cancelled request stops the computation`, async function () {
      this.timeout(30_000);
      const llm = service(type);
      const aborter = new AbortController();
      let deltas = 0;
      const run = async () => {
        for await (const event of llm.stream("Go on and on", { maxTokens: 15_000, signal: aborter.signal })) {
          if (event.type === "delta" && ++deltas === 20) aborter.abort();
        }
      };
      const { aborted } = await stats();
      await assert.rejects(run(), RequestCancelledError);
      await new Promise((done) => setTimeout(done, 150));
      const first = await stats();
      await new Promise((done) => setTimeout(done, 200));
      const second = await stats();
      assert.deepEqual([first.running, first.aborted], [0, aborted + 1]);
      assert.equal(second.computedTokens, first.computedTokens, "nothing is computed any more");
      assert.equal(llm.endpoints()[0]?.metrics.totalFailures, 0);
    });
  }

  it("answers several at once through both fronts, each with its own text", async function () {
    this.timeout(30_000);
    const [ollama, openai] = [service("ollama"), service("openai")];
    const answers = await Promise.all([
      ollama.complete("one", { maxTokens: 60 }),
      openai.complete("two", { maxTokens: 60 }),
      openai.complete("three", { maxTokens: 60 }),
    ]);
    assert.equal(new Set(answers.map((answer) => answer.content)).size, 3);
    assert.ok(answers.every((answer) => atLimit(answer.usage.completionTokens, 60)));
  });

  it("a crash of the server in the middle of an answer is a failure that counts, and the endpoint recovers", async function () {
    this.timeout(60_000);
    const llm = service("ollama");
    let deltas = 0;
    const run = async () => {
      for await (const event of llm.stream("Go on and on", { maxTokens: 15_000 })) {
        if (event.type === "delta" && ++deltas === 10) await stopFront();
      }
    };
    await assert.rejects(run(), (error) => error instanceof EndpointError || error instanceof AllEndpointsFailedError);
    assert.equal(llm.endpoints()[0]?.metrics.consecutiveFailures, 1);
    await startFront();
    const again = service("ollama");
    assert.ok(atLimit((await again.complete("hi", { maxTokens: 5 })).usage.completionTokens, 5));
  });
});
