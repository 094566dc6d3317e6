import assert from "node:assert/strict";
import { exportLine } from "../../src/core/history/export-format";
import { parseToPage } from "../../src/core/messages/dashboard";
import { rowOf } from "../../src/host/dashboard/request-view";
import { fromRow, sampledFromRow } from "../../src/node/history/tables/request-row";
import type { Row } from "../../src/node/history/sqlite/sqlite-module";
import type { WordTable } from "../../src/node/history/tables/word-table";

const words = {
  textOf: (id: number) => (id === 99 ? "a kind of tomorrow" : "ollama"),
  textOrUndefined: (id: unknown) => (typeof id === "number" ? words.textOf(id) : undefined),
};
const table = words as unknown as WordTable;
const good: Row = {
  id: 7,
  title: "why?",
  started: 1_767_225_600_000,
  duration: 900,
  ttft: 200,
  outcome: 1,
  command: 1,
  kind: null,
  endpoint: 3,
  model: 4,
  prompt_tokens: 5,
  completion_tokens: 6,
  total_tokens: null,
  finish: 5,
  error: null,
  attempts: '[[3,0,0,500,1,null,null,529,"Overloaded",0,10]]',
};

describe("hides the whole history behind one row of it", () => {
  const rows: Record<string, Row> = {
    "attempts that are no JSON": { attempts: "[[3,0," },
    "attempts that are no list": { attempts: '{"a":0}' },
    "an attempt that is none": { attempts: "[null,3,[],[[3]]]" },
    "an attempt of texts": { attempts: '[["3","0","0","500","1"]]' },
    "attempts that are deeper than a stack": { attempts: `${"[".repeat(50_000)}${"]".repeat(50_000)}` },
    "a kind of failure that a newer version knows": { kind: 99, attempts: "[[3,0,0,500,1,null,99]]" },
    "an outcome that a newer version knows": { outcome: 12 },
    "a text for a time": { started: "yesterday", duration: "long", ttft: "soon" },
    "a time that no calendar has": { started: 1e300, duration: -1e300, attempts: "[[3,0,1e300,500,1]]" },
    "nothing but nulls": Object.fromEntries(Object.keys(good).map((name) => [name, name === "id" ? 7 : null])),
  };
  for (const [name, changes] of Object.entries(rows)) {
    it(name, () => {
      const row = { ...good, ...changes };
      const shown = rowOf(fromRow(row, table));
      const message = JSON.parse(
        JSON.stringify({
          type: "result",
          id: 1,
          value: { kind: "requests", rows: [shown], total: 1, totalExact: true },
        }),
      ) as unknown;
      assert.ok(parseToPage(message), "the page does not take it");
      assert.ok(
        sampledFromRow(row, table).attempts.every(({ startedAt, durationMs }) =>
          Number.isFinite(startedAt + durationMs),
        ),
      );
      assert.match(exportLine("csv", { type: "request", ...fromRow(row, table) }), /^7,/);
    });
  }

  it("and shows of a bad row what is good in it", () => {
    const { title, attempts, outcome } = fromRow(
      { ...good, attempts: '[null,[3,0,0,500,1,null,99,529,"Overloaded"]]', ttft: "soon" },
      table,
    );
    assert.deepEqual([title, outcome], ["why?", "failure"]);
    assert.deepEqual(attempts, [
      {
        endpoint: "ollama",
        step: 0,
        startedAt: 1_767_225_600_000,
        durationMs: 500,
        outcome: "failure",
        status: 529,
        message: "Overloaded",
      },
    ]);
  });
});
