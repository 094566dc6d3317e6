import { readFileSync } from "node:fs";

/** Processor time that a process has used so far, in ticks of 10 ms. Linux only. */
export function processorTimeMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
