import fc from "fast-check";
import { mergeEncodedRollup, newRollupStats } from "../../../src/core/history/figures/bucket-stats";
import { exportLine } from "../../../src/core/history/export-format";
import { samplesOf } from "../../../src/core/history/figures/samples";
import { parseToPage } from "../../../src/core/messages/dashboard";
import { detailOf, rowOf } from "../../../src/host/dashboard/request-view";
import { fromRow, sampledFromRow } from "../../../src/node/history/tables/request-row";
import type { Row, SqlValue } from "../../../src/node/history/sqlite/sqlite-module";
import type { WordTable } from "../../../src/node/history/tables/word-table";
import { must } from "../alarm";
import { hostileNumber, hostileText } from "../hostile-text";
import { mutatedJson } from "../mutate";
import { target } from "../target";

/** Names by number, as a table holds them: other windows write it too. */
const wordsOf = (text: string): WordTable =>
  ({
    textOf: () => text,
    textOrUndefined: (id: unknown) => (typeof id === "number" ? text : undefined),
  }) as unknown as WordTable;

const good: Record<string, SqlValue> = {
  id: 7,
  title: "why?",
  started: 1_767_225_600_000,
  duration: 900,
  ttft: 200,
  outcome: 0,
  command: 1,
  route: 2,
  kind: null,
  endpoint: 3,
  model: 4,
  prompt_tokens: 5,
  completion_tokens: 6,
  total_tokens: null,
  finish: 5,
  error: null,
};
const attempts = [
  [[3, 0, 0, 900, 0, 200]],
  [
    [3, 0, 0, 500, 1, null, 6, 529, "Overloaded", 0, 10],
    [4, 1, 600, 300, 0, 20],
  ],
  [],
];

/** A row of the history as another window, another version or a disk may leave it: it is shown as far as it can be, and the page takes it. */
export const historyRowTarget = target<{ row: Record<string, SqlValue>; attempts: string; word: string }>({
  name: "history-rows",
  about: "rows of the history file, through their reader to the dashboard's page",
  input: (size) => {
    const value: fc.Arbitrary<SqlValue> = fc.oneof(hostileNumber, hostileText(size), fc.constant(null));
    return fc.record({
      // The id is the table's own key: SQLite itself sees to it that it is a number.
      row: fc.record(
        Object.fromEntries(
          Object.entries(good).map(([name, usual]) => [
            name,
            name === "id"
              ? fc.constant(usual)
              : fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: value }),
          ]),
        ),
      ),
      attempts: fc.oneof(
        { weight: 4, arbitrary: mutatedJson(attempts, size) },
        { weight: 1, arbitrary: hostileText(size) },
      ),
      word: fc.oneof({ weight: 3, arbitrary: fc.constant("ollama") }, { weight: 1, arbitrary: hostileText(size) }),
    });
  },
  run({ row, attempts: told, word }, watch) {
    const stored: Row = { ...row, attempts: told };
    const words = wordsOf(word);
    const summary = watch.call(() => fromRow(stored, words));
    const value = { kind: "requests", rows: [watch.call(() => rowOf(summary))], total: 1, totalExact: true };
    must(
      parseToPage(JSON.parse(JSON.stringify({ type: "result", id: 1, value }))) !== undefined,
      "wrong",
      () => "the page would not understand the list",
    );
    const detail = { kind: "request", request: watch.call(() => detailOf(summary, [])) };
    must(
      parseToPage(JSON.parse(JSON.stringify({ type: "result", id: 1, value: detail }))) !== undefined,
      "wrong",
      () => "the page would not understand the request",
    );
    watch.call(() => samplesOf(sampledFromRow(stored, words)));
    for (const format of ["jsonl", "csv"] as const)
      watch.call(() => exportLine(format, { type: "request", ...summary }));
  },
});

/** Figures of a stretch of time, packed into bytes. */
export const rollupTarget = target<number[]>({
  name: "rollups",
  about: "packed figures of the history file",
  input: () => fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 127, 128, 255)), { maxLength: 60 }),
  run(bytes, watch) {
    const stats = newRollupStats();
    try {
      watch.call(() => mergeEncodedRollup(stats, Uint8Array.from(bytes)));
    } catch (error) {
      // Damaged bytes are told as such; whoever reads them leaves them out.
      if (!(error instanceof RangeError)) throw error;
    }
  },
});
