import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { ours, officialClients, startSecond } from "./faults/contestants";
import { faultList } from "./faults/fault-list";
import { asMarkdown, beaten, withTable } from "./faults/table";
import { HANG_MS, tryOut } from "./faults/try-out";

/**
 * `npm run bench:faults -- [--write] [words]`: what becomes of a request on each fault, with us and with the official clients. `--write` puts the table into
 * the README; words leave only the faults whose name has them. Exit code 1 where a client did better than we.
 */
/** Between the beginnings of two faults: what ends at once has the processor for itself, and what hangs does so together. */
const APART_MS = 400;

const options = process.argv.slice(2);
const words = options.filter((option) => !option.startsWith("--")).join(" ");
const write = options.includes("--write");

async function main(): Promise<void> {
  // The clients report lines they cannot read on the console.
  console.warn = () => undefined;
  const second = await startSecond();
  const contestants = [ours(second), ...officialClients()];
  const faults = faultList.filter(({ name }) => name.includes(words));
  const rows = await Promise.all(
    faults.map(async (fault, index) => {
      await setTimeout(index * APART_MS);
      return { fault, cells: await Promise.all(contestants.map((contestant) => tryOut(fault, contestant))) };
    }),
  );
  await second.stop();
  const table = asMarkdown(contestants, rows, ran());
  console.log(table);
  const better = beaten(rows);
  for (const { fault } of better) console.log(`A client did better on: ${fault.name}`);
  if (write && words === "") writeFileSync("README.md", withTable(readFileSync("README.md", "utf8"), table));
  // What hangs would keep the process.
  process.exit(better.length > 0 ? 1 : 0);
}

const ran = (): string =>
  `Run of ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}; a hang is a request without an end after ${HANG_MS / 1000} s.`;

void main();
