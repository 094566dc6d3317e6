import { openSync, writeSync } from "node:fs";
import { fuzzTarget } from "./fuzz-target";
import { targets } from "./targets";

/**
 * A process of its own for one target: `child TARGET SEED MILLISECONDS FILE`. Before each case it writes seed and number of the case into the file, so
 * that whoever ends a process that hangs can say what it hung on. The result is sent to the parent.
 */
const [, , name, seed, forMs, file = ""] = process.argv;
const target = targets.find((one) => one.name === name);
if (!target) throw new Error(`There is no target called ${name}.`);

const place = openSync(file, "w");
const now = new Int32Array(2);
const begins = (batch: number, index: number | undefined): void => {
  now[0] = batch;
  now[1] = index ?? -1;
  writeSync(place, now, 0, now.byteLength, 0);
};
const collect = (globalThis as { gc?: () => void }).gc;
const result = await fuzzTarget(target, { seed: Number(seed), forMs: Number(forMs), begins, collect });
process.send?.(result, () => process.exit(0));
