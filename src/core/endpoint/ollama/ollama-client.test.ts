import { strict as assert } from "node:assert";
import { failureOf } from "../../../../test/support/answer-pieces";
import { answer, call, OllamaUnderTest } from "../../../../test/support/ollama-under-test";
import { ollamaErrors, type Fault } from "../../../../test/support/servers";
import type { FailureKind } from "../../model/failure-kinds";

const never = new AbortController().signal;

describe("the Ollama client", () => {
  let at: OllamaUnderTest;
  beforeEach(() => {
    at = new OllamaUnderTest();
  });
  afterEach(() => at.close());

  for (const stream of [true, false]) {
    describe(stream ? "streaming" : "not streaming", () => {
      it("gives the answer's text and, last, why it ended with its token counts", async () => {
        const client = await at.start();
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
        const client = await at.start();
        await answer(client, stream);
        await answer(client, stream);
        assert.equal(at.server.connections, 1);
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
          const client = await at.start();
          at.server.fault(fault);
          const failure = await failureOf(answer(client, stream));
          assert.equal(failure.kind, kind, failure.message);
          assert.ok(failure.message.includes(at.server.url), failure.message);
          assert.ok(!/[{}<>]/.test(failure.message), failure.message);
        });
      }

      it("gives the sizes of a prompt that is too long, from JSON inside JSON (row 22)", async () => {
        const client = await at.start();
        at.server.fault({ kind: "status", status: 400, body: { error: ollamaErrors.contextExceeded(9412, 8192) } });
        const { kind, details, message } = await failureOf(answer(client, stream));
        assert.deepEqual([kind, details.promptTokens, details.contextLength], ["context_length", 9412, 8192]);
        assert.match(message, /9412 > 8192 tokens/);
      });

      it("says that the server left out a part of a prompt without a word", async () => {
        const client = await at.start();
        const ask = (content: string) =>
          client.chat({ ...call, stream, messages: [{ role: "user", content }] }, never, () => undefined);
        assert.equal((await ask("x".repeat(4 * 4_000))).promptTruncated, undefined);
        const end = await ask("x".repeat(4 * 5_000));
        assert.deepEqual([end.promptTruncated, end.usage?.promptTokens], [true, 4_096]);
      });

      it("ends by the length limit as a success (row 31)", async () => {
        const client = await at.start();
        at.server.fault({ kind: "length", afterTokens: 2 });
        const { chunks } = await answer(client, stream);
        assert.ok(chunks.at(-1)?.type === "end");
        assert.equal((chunks.at(-1) as { finishReason: string }).finishReason, "length");
      });

      it("shows reasoning as thinking, not as the answer", async () => {
        const client = await at.start();
        at.server.fault({ kind: "thinking", tokens: 5 });
        const { text, thinking } = await answer(client, stream);
        assert.equal(text, "One two thrée 🙂 four.");
        assert.ok(thinking.length > 0);
      });
    });
  }
});
