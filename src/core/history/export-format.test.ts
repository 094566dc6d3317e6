import { strict as assert } from "node:assert";
import { exportHead, exportLine } from "./export-format";
import type { ExportRecord } from "./types";

const request: ExportRecord = {
  type: "request",
  id: 7,
  command: "Ask",
  title: 'say "hi", please',
  startedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  durationMs: 1200,
  ttftMs: 300,
  outcome: "success",
  endpoint: "ollama",
  model: "llama3.2",
  usage: { promptTokens: 1, completionTokens: 2, totalTokens: 3 },
  finishReason: "stop",
  attempts: [{ endpoint: "ollama", step: 0, startedAt: 1, durationMs: 1200, outcome: "success" }],
  messages: [{ role: "user", content: "=1+1\r\nnext line" }],
  content: "plain",
};

/** As RFC 4180 says; independent of the writer. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe("export", () => {
  it("writes JSON Lines that hold every record whole", () => {
    const line = exportLine("jsonl", request);
    assert.equal(line.indexOf("\n"), line.length - 1);
    assert.deepEqual(JSON.parse(line), request);
  });

  it("writes CSV whose fields come back exactly, whatever is in them", () => {
    const [names, values] = parseCsv(exportHead("csv") + exportLine("csv", request));
    const row = Object.fromEntries(names!.map((name, i) => [name, values![i]]));
    assert.equal(row["startedAt"], "2026-01-02T03:04:05.006Z");
    assert.equal(row["title"], 'say "hi", please');
    assert.equal(row["kind"], "");
    assert.equal(row["durationMs"], "1200");
    assert.deepEqual(JSON.parse(row["attempts"]!), request.attempts);
    assert.deepEqual(JSON.parse(row["messages"]!), request.messages);
    assert.equal(values!.length, names!.length);
  });

  it("leaves what is no request out of CSV", () => {
    const health: ExportRecord = { type: "health", endpoint: "ollama", at: 1, live: false };
    assert.equal(exportLine("csv", health), "");
    assert.deepEqual(JSON.parse(exportLine("jsonl", health)), health);
    assert.equal(exportHead("jsonl"), "");
  });
});
