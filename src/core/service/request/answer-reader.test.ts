import assert from "node:assert/strict";
import type { StreamEvent } from "../../model/service-events";
import { AnswerReader } from "./answer-reader";
import type { Attempt } from "./attempt/attempt";

const attempt = (id: string, text = "") => ({ endpoint: { id }, text }) as unknown as Attempt;
const delta = { type: "delta", text: "Hi" } as const;

function reading() {
  const told: StreamEvent[] = [];
  return { told, reader: new AnswerReader((event) => void told.push(event)) };
}

describe("whoever reads an answer as it comes", () => {
  it("hears what attempts say, with whose it is where that is no text", () => {
    const { told, reader } = reading();
    reader.show(attempt("one"), { type: "queued", position: 2 });
    reader.show(attempt("one", "Hi"), delta);
    assert.deepEqual(told, [{ type: "queued", endpoint: "one", position: 2 }, delta]);
    assert.deepEqual([reader.text, reader.watches], ["Hi", true]);
  });

  it("keeps a broken answer until another has text, and hears once that it begins anew", () => {
    const { told, reader } = reading();
    reader.show(attempt("one", "Half"), delta);
    reader.brokeOff("reset");
    reader.show(attempt("two", "no text yet"), { type: "thinking", elapsedMs: 1 });
    assert.equal(reader.text, "Half");
    for (let piece = 0; piece < 2; piece++) reader.show(attempt("two", "Whole"), delta);
    assert.deepEqual(told.slice(1), [
      { type: "thinking", endpoint: "two", elapsedMs: 1 },
      { type: "restart", endpoint: "two", reason: "reset" },
      delta,
      delta,
    ]);
    assert.equal(reader.text, "Whole");
  });

  it("hears nothing once he has left, though what comes is kept", () => {
    const { told, reader } = reading();
    reader.leave();
    reader.tell({ type: "attempt", endpoint: "one", step: 0 });
    reader.show(attempt("one", "late"), delta);
    assert.deepEqual([told, reader.text], [[], "late"]);
  });

  it("may want the whole answer only", () => {
    const reader = new AnswerReader(undefined);
    reader.show(attempt("one", "Hi"), delta);
    assert.deepEqual([reader.text, reader.watches], ["Hi", false]);
    assert.equal(new AnswerReader(undefined).text, "");
  });
});
