import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { findingText, table } from "./report";
import { runCases } from "./run-cases";
import { supervise } from "./supervise";
import { sizes } from "./target";
import type { TargetResult } from "./fuzz-target";
import { targets } from "./targets";

/** `npm run fuzz -- [--minutes N] [--seed S] [--target A,B] [--path P]`. Ends with 1 when an alarm went off, with 2 when it was asked for what is not there. */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string" },
    target: { type: "string" },
    path: { type: "string" },
  },
});
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const minutes = Number(values.minutes);
const wanted = values.target?.split(",");
const chosen = targets.filter(({ name }) => wanted?.includes(name) ?? true);

if (!Number.isInteger(seed) || !(minutes > 0) || chosen.length === 0 || chosen.length < (wanted?.length ?? 0)) {
  console.log(
    `Usage: npm run fuzz -- [--minutes N] [--seed S] [--target A,B] [--path P]\n\n${targets.map(({ name, about }) => `${name.padEnd(18)}${about}`).join("\n")}`,
  );
  process.exit(2);
}
process.exit((values.path === undefined ? await run() : await replay(values.path)) ? 1 : 0);

/** @returns whether an alarm went off */
async function run(): Promise<boolean> {
  console.log(`Seed ${seed}, ${minutes} min for ${chosen.length} targets`);
  const results = new Map<string, TargetResult>();
  for (const { name } of chosen) results.set(name, await supervise(name, seed, (minutes * 60_000) / chosen.length));
  for (const [name, { findings }] of results)
    for (const finding of findings) console.log(`\n${findingText(name, finding)}`);
  console.log(`\n${table(results)}`);
  return [...results.values()].some(({ findings }) => findings.length > 0);
}

/** One case of one target, in this very process, so that a debugger can look at it. */
async function replay(path: string): Promise<boolean> {
  const [target] = chosen;
  const { finding, longestBlockMs } = await runCases(target!, { seed, cases: 1, size: sizes.full, path, blocks: true });
  console.log(
    finding
      ? findingText(target!.name, {
          ...finding.alarm,
          kind: finding.alarm.kind,
          message: finding.alarm.message,
          shown: finding.shown,
          stack: String(finding.alarm.stack),
          seed,
          path: finding.path,
          times: 1,
        })
      : `No alarm; the longest block was ${longestBlockMs.toFixed(1)} ms.`,
  );
  return finding !== undefined;
}
