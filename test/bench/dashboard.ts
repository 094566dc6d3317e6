import { rmSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { resolve } from "node:path";
import { measureFirstPaint } from "./dashboard/first-paint";
import type { BenchRow } from "./dashboard/store";
import { benchStore, measureStore } from "./dashboard/store";

/** `npm run bench:dashboard -- [requests] [--fresh]`: a million requests over thirty days unless told otherwise. */

const root = resolve("test-artifacts/bench");
const requests = Number(process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? 1_000_000);
if (process.argv.includes("--fresh")) rmSync(root, { recursive: true, force: true });

async function main(): Promise<void> {
  console.log(
    `Node ${process.version}, ${requests} requests over thirty days (the store is filled first unless it is there: a few minutes)`,
  );
  const store = await benchStore(root, requests);
  console.log(
    `Filled in ${store.seconds.toFixed(0)} s; ${availableParallelism()} processors, load ${loadavg()[0]!.toFixed(1)} (above ${availableParallelism()} the times are those of a busy machine)\n`,
  );
  print([...(await measureStore(root, store)), ...(await measureFirstPaint(store))]);
}

function print(rows: BenchRow[]): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  for (const { what, measured, target = "", met } of rows)
    console.log(`${met === undefined ? " " : met ? "✔" : "✖"} ${what.padEnd(width)}  ${target.padEnd(9)}  ${measured}`);
  const missed = rows.filter(({ met }) => met === false).length;
  console.log(`\n${missed === 0 ? "Every target is met." : `${missed} missed.`}`);
  process.exitCode = missed === 0 ? 0 : 1;
}

void main();
