import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { metricNames, prometheusName, specOf } from "./catalogue";
import { catalogueTable } from "./catalogue-table";

describe("the table of metrics", () => {
  it("stands in docs/metrics.md as the catalogue has it", () => {
    const [, table] =
      /<!-- metrics:begin -->\n([\s\S]*?)\n<!-- metrics:end -->/.exec(readFileSync("docs/metrics.md", "utf8")) ?? [];
    assert.equal(table, catalogueTable(), "write it anew: node --import tsx scripts/metrics-table.ts");
  });

  it("has names that Prometheus takes, each once, with its unit at the end", () => {
    const names = metricNames.map((name) => prometheusName(name, specOf(name).unit));
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[a-z][a-z0-9_]*$/);
    for (const name of metricNames) {
      const { kind, unit, description } = specOf(name);
      assert.equal(kind === "counter" || kind === "total", name.endsWith("_total"), name);
      if (unit === "s") assert.match(prometheusName(name, unit), /_seconds$/);
      assert.doesNotMatch(description, /\|/);
    }
  });
});
