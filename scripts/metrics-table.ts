/** Writes docs/metrics.md's table of metrics anew: `node --import tsx scripts/metrics-table.ts`. */
import { readFileSync, writeFileSync } from "node:fs";
import { catalogueTable } from "../src/node/telemetry/measure/catalogue-table";

const page = readFileSync("docs/metrics.md", "utf8");
const written = page.replace(
  /(<!-- metrics:begin -->\n)[\s\S]*?(\n<!-- metrics:end -->)/,
  (_all, begin: string, end: string) => begin + catalogueTable() + end,
);
writeFileSync("docs/metrics.md", written);
