import assert from "node:assert/strict";
import { EndpointError } from "../../../src/core/failure/errors";
import type { StreamEvent } from "../../../src/core/model/service-events";
import type { LlmService } from "../../../src/core/service/service-api";
import { until } from "../until";
import { ollamaUnderTest, ways } from "./ollama-under-test";

const kindOf = (error: unknown): unknown => (error instanceof EndpointError ? error.kind : error);
const failing = (answer: Promise<unknown>): Promise<unknown> => answer.then(() => "an answer", kindOf);

describe("outages of the real Ollama", function () {
  this.timeout(60_000);
  const ollama = ollamaUnderTest({ OLLAMA_NUM_PARALLEL: "1" }, async (server) => {
    await server.create("tiny");
    await server.create("second", { seed: 43 });
  });
  const metrics = (llm: LlmService) => llm.endpoints()[0]!.metrics;

  /** Runs something once the answer has begun. */
  async function inMidAnswer(llm: LlmService, then: () => Promise<unknown>): Promise<StreamEvent[]> {
    const events: StreamEvent[] = [];
    for await (const event of llm.stream("Go on and on", { maxTokens: 20_000 })) {
      if (event.type === "delta" && !events.some(({ type }) => type === "delta")) await then();
      events.push(event);
    }
    return events;
  }

  for (const way of ways) {
    it(`${way}: killed in the middle of an answer it fails once, and answers again once it was started anew`, async () => {
      const llm = ollama.service(way);
      const broken = await failing(inMidAnswer(llm, () => ollama.server.kill()));
      assert.ok(broken === "reset" || broken === "truncated", String(broken));
      assert.equal(metrics(llm).consecutiveFailures, 1);
      assert.equal(await failing(llm.complete("hi")), "refused");
      await ollama.server.restart();
      assert.equal((await llm.complete("hi", { maxTokens: 3 })).finishReason, "length");
      assert.deepEqual([metrics(llm).state, metrics(llm).consecutiveFailures], ["closed", 0]);
    });

    it(`${way}: a runner that died in the middle of an answer is a failure, and the next question starts another`, async () => {
      const llm = ollama.service(way);
      const die = async () => (await ollama.server.runners()).forEach((pid) => process.kill(pid, "SIGKILL"));
      const broken = await failing(inMidAnswer(llm, die));
      assert.ok(broken === "stream_error" || broken === "truncated", String(broken));
      assert.equal(metrics(llm).consecutiveFailures, 1);
      assert.equal((await llm.complete("hi", { maxTokens: 3 })).finishReason, "length");
    });

    it(`${way}: one that computes nothing any more opens the breaker, although its health route answers`, async () => {
      const llm = ollama.service(
        way,
        { model: "tiny" },
        {
          chain: [{ endpoint: way, timeoutMs: 700 }],
          adaptive: false,
          breaker: { failureThreshold: 3, recoveryTimeoutMs: 600_000 },
        },
      );
      // In memory before the limit is that of an answer alone.
      await ollama.ask({ content: "hi", options: { num_predict: 1 } });
      const [runner] = await ollama.server.runners();
      process.kill(runner!, "SIGSTOP");
      try {
        for (let round = 0; round < 3; round++) assert.equal(await failing(llm.complete("hi")), "ttft_timeout");
        assert.equal(metrics(llm).state, "open");
        const looked = await llm.checkHealth(way);
        assert.deepEqual([looked.live, looked.state], [true, "open"]);
      } finally {
        process.kill(runner!, "SIGCONT");
      }
      await until("it computes again", async () => {
        llm.allowTrial(way);
        return llm.complete("hi", { maxTokens: 3, timeoutMs: 10_000 }).then(
          () => true as const,
          () => undefined,
        );
      });
      assert.equal(metrics(llm).state, "closed");
    });
  }

  it("a second model that takes its time to load is seen loading, and no failure", async () => {
    const llm = ollama.service("ollama", { model: "second" }, { chain: [{ endpoint: "ollama", timeoutMs: 4_000 }] });
    await ollama.ask({ content: "hi", options: { num_predict: 1 } });
    const known = await ollama.server.runners();
    const events: StreamEvent[] = [];
    const answer = (async () => {
      for await (const event of llm.stream("hi", { maxTokens: 3 })) events.push(event);
    })();
    // So small a model loads at once; its process is stopped until somebody has seen it load.
    const runner = await until("its process is there", async () =>
      (await ollama.server.runners()).find((pid) => !known.includes(pid)),
    );
    process.kill(runner, "SIGSTOP");
    await until("the load is told", () => events.find(({ type }) => type === "loading"));
    // For longer than an answer may take to begin.
    await until("the load goes on", () => events.find((event) => event.type === "loading" && event.elapsedMs > 5_000));
    process.kill(runner, "SIGCONT");
    await answer;
    const loading = events.find((event) => event.type === "loading");
    assert.equal(loading?.type === "loading" && loading.model, "second");
    assert.equal(events.at(-1)?.type, "done");
    assert.deepEqual([metrics(llm).totalFailures, metrics(llm).totalSuccesses], [0, 1]);
  });
});

describe("a real Ollama whose queue is full", function () {
  this.timeout(60_000);
  const ollama = ollamaUnderTest({ OLLAMA_NUM_PARALLEL: "1", OLLAMA_MAX_QUEUE: "1" }, (server) =>
    server.create("tiny"),
  );

  for (const way of ways) {
    it(`${way}: is busy, which counts, and not down`, async () => {
      const leave = new AbortController();
      const asked = () =>
        fetch(`${ollama.server.url}/api/generate`, {
          method: "POST",
          body: JSON.stringify({ model: "tiny", prompt: "hi", options: { num_predict: 1 } }),
          signal: leave.signal,
        }).then(
          ({ status }) => status,
          () => 0,
        );
      /** While a model loads, nothing is taken from the queue. So small a model loads at once: its process is stopped, again where that came too late. */
      const stoppedInLoad = async (): Promise<[pid: number, loading: Promise<number>]> => {
        // Requests that were given up while they waited may keep a queue as short as this full.
        await ollama.server.kill();
        await ollama.server.restart();
        const loading = asked();
        const pid = await until("its process is there", async () => (await ollama.server.runners())[0]);
        process.kill(pid, "SIGSTOP");
        return (await ollama.server.loaded()).length === 0 ? [pid, loading] : stoppedInLoad();
      };
      const [runner, loading] = await stoppedInLoad();
      try {
        const waiting = [asked(), asked(), asked()];
        assert.equal(await Promise.race(waiting), 503);
        const llm = ollama.service(way);
        assert.equal(await failing(llm.complete("hi")), "overloaded");
        assert.ok(llm.endpoints()[0]!.metrics.totalFailures > 0);
        assert.equal((await llm.checkHealth(way)).live, true);
      } finally {
        process.kill(runner, "SIGCONT");
        leave.abort();
        await loading;
      }
    });
  }
});

describe("a real Ollama that keeps no model in memory", function () {
  this.timeout(60_000);
  const ollama = ollamaUnderTest({ OLLAMA_KEEP_ALIVE: "0" }, (server) => server.create("tiny"));

  it("openai: loads for every answer, and that is no failure", async () => {
    const llm = ollama.service("openai");
    for (let round = 0; round < 2; round++) {
      assert.equal((await llm.complete("hi", { maxTokens: 3 })).finishReason, "length");
      await until("the model is gone", async () => ((await ollama.server.loaded()).length === 0 ? true : undefined));
    }
    assert.deepEqual([llm.endpoints()[0]?.metrics.totalSuccesses, llm.endpoints()[0]?.metrics.totalFailures], [2, 0]);
  });

  it("ollama: keeps it for as long as we ask it to", async () => {
    const llm = ollama.service("ollama");
    await llm.complete("hi", { maxTokens: 3 });
    assert.deepEqual(await ollama.server.loaded(), ["tiny:latest"]);
    assert.equal((await llm.checkHealth("ollama")).warm, true);
  });
});
