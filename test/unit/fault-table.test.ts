import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { devDependencies } from "../../package.json";
import { officialClients, ours, SECOND_SAID } from "../bench/faults/contestants";
import { faultList } from "../bench/faults/fault-list";
import { asMarkdown, beaten, tableIn, withTable } from "../bench/faults/table";
import { type Outcome, type Verdict, verdictOf, verdicts } from "../bench/faults/verdict";

const contestants = [ours({ ollama: "", openai: "" }), ...officialClients()];
const cell = (verdict: Verdict) => ({ verdict, tookMs: 0 });

describe("the README's table of faults", () => {
  const lines = (tableIn(readFileSync("README.md", "utf8")) ?? "").split("\n").filter((line) => line.startsWith("|"));
  const rows = lines.map((line) => line.slice(2, -2).split(" | "));

  it("has a row for each fault of the list, in its order", () => {
    const names = rows.slice(2).map(([name]) => name);
    assert.deepEqual(
      names,
      faultList.map(({ name }) => name),
      "npm run bench:faults -- --write",
    );
    assert.equal(new Set(names).size, names.length);
  });

  it("names the clients in the very versions that are installed", () => {
    for (const client of [devDependencies.ollama, devDependencies.openai]) assert.match(client, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(
      rows[0]?.slice(1),
      contestants.map(({ column }) => column),
      "npm run bench:faults -- --write",
    );
  });

  it("says in each cell one of the words, and nothing only where client and fault cannot meet", () => {
    const words = new RegExp(String.raw`^(\*\*)?(${verdicts.join("|")})\1(, \d+\.\d s)?$`);
    for (const [index, fault] of faultList.entries()) {
      const cells = rows[index + 2]!.slice(1);
      assert.equal(cells.length, contestants.length, fault.name);
      for (const [column, { wires }] of contestants.entries()) {
        if (wires.some((wire) => fault.scenes[wire])) assert.match(cells[column]!, words, fault.name);
        else assert.equal(cells[column], "–", fault.name);
      }
    }
  });

  it("is written between its marks, and nowhere else", () => {
    const readme = "before\n<!-- faults:begin -->\nold\n<!-- faults:end -->\nafter\n";
    const table = asMarkdown(
      contestants,
      [{ fault: faultList[0]!, cells: [cell("right fallback"), undefined] }],
      "Ran.",
    );
    const written = withTable(readme, table);
    assert.ok(written.startsWith("before\n<!-- faults:begin -->\nRan.\n") && written.endsWith("\nafter\n"), written);
    assert.match(written, /\| right fallback, 0\.0 s \| – \|\n<!-- faults:end -->/);
    assert.doesNotMatch(written, /old/);
  });
});

describe("the rule that judges a cell", () => {
  const whole = { truth: { answer: "all of it" } };
  const none = { truth: "no answer" } as const;
  const told = (text: string, by: "first" | "second" = "first"): Outcome => ({ type: "told", text, by });

  it("believes only the words of the server that gave them", () => {
    assert.equal(verdictOf(whole, told("all of it")), "right answer");
    assert.equal(verdictOf(whole, told("all of")), "wrong success");
    assert.equal(verdictOf(none, told("all of it")), "wrong success");
    assert.equal(verdictOf(none, told("")), "wrong success");
    assert.equal(verdictOf(none, { type: "told", text: "all it", by: "first", marked: true }), "marked answer");
    assert.equal(verdictOf(none, { type: "told", text: "all it", by: "first", marked: false }), "wrong success");
    assert.equal(verdictOf(none, told(SECOND_SAID, "second")), "right fallback");
    assert.equal(verdictOf(none, told(`the first ${SECOND_SAID}`, "second")), "wrong success", "spliced");
  });

  it("takes a failure for right only where there was no answer", () => {
    assert.equal(verdictOf(none, { type: "failed" }), "right failure");
    assert.equal(verdictOf(whole, { type: "failed" }), "wrong failure");
    assert.equal(verdictOf(none, { type: "no end" }), "hang");
    assert.equal(verdictOf(whole, { type: "no end" }), "hang");
  });

  it("finds the faults on which another client did better", () => {
    const row = (...words: (Verdict | undefined)[]) => ({
      fault: faultList[0]!,
      cells: words.map((word) => word && cell(word)),
    });
    const better = [row("right failure", "right answer"), row("hang", undefined, "right failure")];
    const fair = [
      row("right fallback", "right answer"),
      row("hang", "wrong success"),
      row("wrong success", "wrong success"),
    ];
    assert.deepEqual(beaten([...better, ...fair]), better);
  });
});
