import assert from "node:assert/strict";
import { EndpointError, RequestCancelledError } from "../../../src/core/failure/errors";
import { EndpointFailure } from "../../../src/core/failure/endpoint-failure";
import { ollamaUnderTest, ways } from "./ollama-under-test";
import { processorTimeMs } from "./processor-time";
import { until } from "../until";

describe("answers of the real Ollama", function () {
  this.timeout(60_000);
  const ollama = ollamaUnderTest({ OLLAMA_NUM_PARALLEL: "1", OLLAMA_CONTEXT_LENGTH: "512" }, async (server) => {
    // The same noise for the same question.
    await server.create("tiny", { lines: ["PARAMETER seed 7"] });
    // Newer than the one that can chat.
    await server.create("nomic-embed-text", { architecture: "nomic-bert" });
    await server.create("all-minilm", { architecture: "bert" });
  });

  for (const way of ways) {
    it(`${way}: its text and the tokens it counted are those of the server`, async () => {
      const own = await ollama.ask({ content: "Say something, 東京 🙂", options: { num_predict: 100 } });
      const completion = await ollama.service(way).complete("Say something, 東京 🙂", { maxTokens: 100 });
      // On /v1 it samples by other temperatures than natively.
      if (way === "ollama") assert.equal(completion.content, own.message.content);
      assert.match(completion.content, /[^\u0000-\u007f]/, "the answer has characters of several bytes");
      assert.deepEqual(completion.usage, {
        promptTokens: own.prompt_eval_count,
        completionTokens: 100,
        totalTokens: own.prompt_eval_count + 100,
      });
      assert.deepEqual([completion.finishReason, completion.promptTruncated], ["length", undefined]);
    });

    it(`${way}: says that a prompt was longer than the context, which the server does not`, async () => {
      // A token a byte: of some 5,000 it reads 512.
      const completion = await ollama.service(way).complete("word ".repeat(1_000), { maxTokens: 20 });
      assert.equal(completion.usage.promptTokens, 512);
      assert.equal(completion.promptTruncated, true);
    });

    it(`${way}: a missing model is named, with what to do, and no fault of the server`, async () => {
      const llm = ollama.service(way, { model: "nope" });
      await assert.rejects(llm.complete("hi"), (error) => {
        assert.ok(error instanceof EndpointError && error.kind === "model_missing", String(error));
        assert.match(error.message, /nope/);
        return true;
      });
      const [status] = llm.endpoints();
      assert.deepEqual([status?.metrics.totalFailures, status?.metrics.state], [0, "closed"]);
    });

    it(`${way}: Stop frees the processor`, async function () {
      if (process.platform !== "linux") return this.skip();
      const llm = ollama.service(way);
      const stop = new AbortController();
      let runner = 0;
      const run = async () => {
        for await (const event of llm.stream("Go on and on", { maxTokens: 20_000, signal: stop.signal })) {
          if (event.type !== "delta" || stop.signal.aborted) continue;
          runner = (await ollama.server.runners())[0] ?? 0;
          const before = processorTimeMs(runner);
          await until("it computes", () => (processorTimeMs(runner) > before ? true : undefined));
          stop.abort();
        }
      };
      await assert.rejects(run(), RequestCancelledError);
      await until("it computes nothing any more", async () => {
        const before = processorTimeMs(runner);
        await new Promise((resolve) => setTimeout(resolve, 300));
        return processorTimeMs(runner) === before ? true : undefined;
      });
      assert.equal(llm.endpoints()[0]?.metrics.totalFailures, 0);
    });
  }

  it("without a model of one's choice, the newest that can chat answers, not one that only embeds", async () => {
    const llm = ollama.service("ollama", {});
    await ollama.server.unload("tiny:latest");
    assert.equal((await llm.complete("hi", { maxTokens: 3 })).model, "tiny:latest");
    assert.equal((await llm.checkHealth("ollama")).ready, true);
  });

  it("a download from a registry that cannot be reached says so", async () => {
    const llm = ollama.service("ollama");
    const download = async () => {
      // Nothing listens on port 1.
      for await (const _ of llm.pull("ollama", "127.0.0.1:1/library/nope", new AbortController().signal));
    };
    await assert.rejects(download(), (error) => {
      assert.ok(error instanceof EndpointFailure);
      assert.match(
        error.message,
        /could not download 127\.0\.0\.1:1\/library\/nope, because it does not reach 127\.0\.0\.1:1: .*refused/,
      );
      return true;
    });
  });
});
