import assert from "node:assert/strict";
import { FakeClock } from "../../../../../test/support/fake-clock";
import { CancelSource, type CancelSignal } from "../../../async/cancel-signal";
import type { AnswerEnd, AnswerPiece, ChatCall } from "../../../endpoint/client";
import { OpenCall } from "./open-call";

const call: ChatCall = { model: "m", messages: [{ role: "user", content: "Hi" }], stream: true };
const end: AnswerEnd = { finishReason: "stop" };
const piece: AnswerPiece = { type: "text", text: "Hi" };

/** A call to a client that does what its test says. */
function opened(source = new CancelSource()) {
  const clock = new FakeClock();
  const taken: AnswerPiece[] = [];
  const client = {
    sent: [] as ChatCall[],
    signal: undefined as unknown as CancelSignal,
    say: (_piece: AnswerPiece): void => assert.fail("nothing is sent"),
    answer: (_end: AnswerEnd): void => assert.fail("nothing is sent"),
    fail: (_error: unknown): void => assert.fail("nothing is sent"),
    chat(sent: ChatCall, signal: CancelSignal, onPiece: (piece: AnswerPiece) => void): Promise<AnswerEnd> {
      client.sent.push(sent);
      Object.assign(client, { signal, say: onPiece });
      return new Promise((resolve, reject) => Object.assign(client, { answer: resolve, fail: reject }));
    },
  };
  let listeners = 0;
  const { signal } = source;
  const counted: CancelSignal = {
    get aborted() {
      return signal.aborted;
    },
    get reason() {
      return signal.reason;
    },
    throwIfAborted: () => signal.throwIfAborted(),
    addEventListener: (type, listener) => (listeners++, signal.addEventListener(type, listener)),
    removeEventListener: (type, listener) => (listeners--, signal.removeEventListener(type, listener)),
  };
  const open = new OpenCall(client, call, counted, clock, (item) => taken.push(item));
  const ended = open.answer.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  return { open, ended, client, clock, taken, source, listeners: () => listeners };
}

const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let is = false;
  promise.then(
    () => (is = true),
    () => (is = true),
  );
  await new Promise(setImmediate);
  return is;
};

describe("a call that is open", () => {
  it("gives its pieces as they come, and its answer", async () => {
    const { ended, client, clock, taken, listeners } = opened();
    assert.deepEqual([client.sent, listeners()], [[call], 1]);
    client.say(piece);
    client.answer(end);
    assert.deepEqual(await ended, { answer: end });
    assert.deepEqual([taken, clock.pending, listeners(), client.signal.aborted], [[piece], 0, 0, false]);
  });

  it("fails with what its client threw", async () => {
    const { ended, client, listeners } = opened();
    client.fail("broken");
    assert.deepEqual(await ended, { error: "broken" });
    assert.equal(listeners(), 0);
  });

  it("hands its signal on, and takes no piece after it", async () => {
    const { ended, client, clock, taken, source, listeners } = opened();
    source.abort("unwanted");
    assert.deepEqual([client.signal.aborted, client.signal.reason], [true, "unwanted"]);
    client.say(piece);
    client.fail("aborted by its signal");
    assert.deepEqual(await ended, { error: "aborted by its signal" });
    assert.deepEqual([taken, clock.pending, listeners()], [[], 0, 0]);
  });

  it("ends by its signal a quarter of a second later where the client does not heed that", async () => {
    const { ended, clock, source } = opened();
    source.abort("unwanted");
    clock.advance(249);
    assert.equal(await settled(ended), false);
    clock.advance(1);
    assert.deepEqual(await ended, { error: "unwanted" });
  });

  it("ends so too where its signal has fired before", async () => {
    const source = new CancelSource();
    source.abort("unwanted");
    const { ended, client, clock } = opened(source);
    assert.equal(client.signal.reason, "unwanted");
    clock.advance(250);
    assert.deepEqual(await ended, { error: "unwanted" });
  });
});

describe("a call that is left open for its load", () => {
  it("rejects with why it was left, and goes on until its first piece shows that the model is there", async () => {
    const { open, ended, client, clock, taken, listeners, source } = opened();
    client.say(piece);
    const load = open.leave("another answers");
    assert.deepEqual(await ended, { error: "another answers" });
    source.abort("unwanted");
    assert.deepEqual([client.signal.aborted, listeners(), clock.pending], [false, 0, 0]);
    assert.equal(await settled(load.loaded), false);
    client.say(piece);
    await load.loaded;
    assert.deepEqual([taken.length, client.signal.aborted], [1, true]);
    assert.match(String(client.signal.reason), /^Error: The model is loaded\.$/);
    client.fail("aborted");
  });

  it("has loaded its model too where the whole answer comes at once", async () => {
    const { open, ended, client } = opened();
    const load = open.leave("another answers");
    client.answer(end);
    await load.loaded;
    assert.deepEqual(await ended, { error: "another answers" });
    assert.equal(client.signal.aborted, true);
  });

  it("has not where it fails", async () => {
    const { open, client } = opened();
    const load = open.leave("another answers");
    client.fail("out of memory");
    await assert.rejects(load.loaded, (error) => error === "out of memory");
  });

  it("can be ended", async () => {
    const { open, client } = opened();
    const load = open.leave("another answers");
    load.abort("too long");
    assert.equal(client.signal.reason, "too long");
    client.fail("too long");
    await assert.rejects(load.loaded);
  });
});
