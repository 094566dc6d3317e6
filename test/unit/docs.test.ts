import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { kindsTable } from "../../scripts/kinds-table";

describe("docs/failures.md", () => {
  it("has the kinds as they are in the code", () => {
    const [, table] = readFileSync("docs/failures.md", "utf8").split(/<!-- kinds:(?:begin|end) -->/);
    assert.equal(table?.trim(), kindsTable());
  });
});
