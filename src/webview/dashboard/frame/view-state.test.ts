import assert from "node:assert/strict";
import { readViewState } from "./view-state";

/** As it is stored: what is undefined is not there. */
const plain = (state: unknown): unknown => JSON.parse(JSON.stringify(state));
const fresh = readViewState(null);

describe("what the dashboard remembers", () => {
  it("is what it was", () => {
    const state = {
      range: { kind: "fixed", fromMs: 1e12, toMs: 1e12 + 60_000 },
      endpoint: "ollama",
      timing: "latency",
      picture: "table",
      list: "transitions",
      filter: { text: "tar", outcome: "failure" },
      inRange: true,
      request: 7,
    };
    assert.deepEqual(readViewState(state), state);
    assert.deepEqual(readViewState(JSON.parse(JSON.stringify(readViewState(state)))), state);
  });

  it("begins with the last hour of everything", () => {
    assert.deepEqual(fresh.range, { kind: "live", spanMs: 3_600_000 });
    assert.deepEqual(
      [fresh.endpoint, fresh.picture, fresh.list, fresh.filter, fresh.request],
      [undefined, "charts", "requests", {}, undefined],
    );
  });

  it("loses only the part that is damaged", () => {
    assert.deepEqual(
      readViewState({ range: { kind: "live", spanMs: -1 }, timing: "latency", filter: { outcome: "maybe" } }),
      { ...fresh, timing: "latency" },
    );
    assert.deepEqual(
      plain(readViewState({ range: { kind: "fixed", fromMs: 5, toMs: 1 }, request: "x", inRange: true })),
      { ...fresh, inRange: true },
    );
    for (const junk of [undefined, 7, "x", []]) assert.deepEqual(readViewState(junk), fresh);
  });
});
