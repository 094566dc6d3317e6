import { parseArgs } from "node:util";
import { torture } from "./torture";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
  });
  const report = await torture({ rounds: Number(values.rounds), seed: Number(values.seed), log: console.log });
  console.log(JSON.stringify({ ...report, lost: report.lost.length, twice: report.twice.length }, undefined, 2));
  if (report.lost.length + report.twice.length + report.inMemory.length > 0) process.exitCode = 1;
}

void main();
