import { strict as assert } from "node:assert";
import { failureOf, readAnswer, type Told } from "../../../../test/support/answer-pieces";
import { answer, call, OllamaUnderTest } from "../../../../test/support/ollama-under-test";

const never = new AbortController().signal;

describe("the Ollama client's", () => {
  let at: OllamaUnderTest;
  beforeEach(() => {
    at = new OllamaUnderTest();
  });
  afterEach(() => at.close());

  describe("a stream", () => {
    for (const bytes of [1, 7]) {
      it(`is read whole from segments of ${bytes} bytes`, async () => {
        const client = await at.start();
        at.server.fault({ kind: "split", bytes });
        assert.equal((await answer(client)).text, "One two thrée 🙂 four.");
      });
    }
    it("that ends in an error line gives what came, then stream_error (row 13)", async () => {
      const client = await at.start();
      at.server.fault({ kind: "errorEvent", afterTokens: 2 });
      const seen: Told[] = [];
      const failure = await failureOf(
        readAnswer((onPiece) => client.chat({ ...call, stream: true }, never, onPiece), seen),
      );
      assert.equal(failure.kind, "stream_error");
      assert.ok(seen.length > 0);
      assert.match(failure.message, /unexpected EOF/);
    });
    it("without a single line is truncated", async () => {
      const client = await at.start();
      at.server.fault({ kind: "emptyBody" });
      assert.equal((await failureOf(answer(client))).kind, "truncated");
    });
    it("that breaks in the middle is a reset, one that is cut cleanly is truncated (row 12)", async () => {
      const client = await at.start();
      at.server.script([
        { kind: "reset", at: 2 },
        { kind: "fin", at: 2 },
        { kind: "fin", at: 2, closeDelimited: true },
      ]);
      assert.equal((await failureOf(answer(client))).kind, "reset");
      assert.equal((await failureOf(answer(client))).kind, "reset");
      assert.equal((await failureOf(answer(client))).kind, "truncated");
    });
    it("with one bad line goes on without it and counts it (row 29)", async () => {
      const client = await at.start();
      at.server.fault({ kind: "badLine", afterTokens: 2 });
      const { chunks, text } = await answer(client);
      assert.equal(text, "One two thrée 🙂 four.");
      const end = chunks.at(-1);
      assert.ok(end?.type === "end" && end.unreadable === 1);
    });
    it("with a line of 8 MiB is read", async () => {
      const client = await at.start();
      at.server.fault({ kind: "hugeLine" });
      assert.ok((await answer(client)).text.length >= 8 * 1024 * 1024);
    });
    it("is given piece by piece as it comes", async () => {
      const client = await at.start();
      at.server.fault({ kind: "pace", tokensPerSecond: 50 });
      const texts = (await answer(client)).chunks.filter(({ type }) => type === "text");
      assert.ok(texts.length >= 2, `${texts.length} chunks`);
    });
    it("ends at once with the signal's reason, and the server sees the socket close", async () => {
      const client = await at.start();
      at.server.fault({ kind: "hang", at: 2 });
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
      assert.equal(at.server.openSockets, 0);
    });
  });
});
