import { existsSync, readdirSync, readFileSync } from "node:fs";

/** What the system knows of one thread of a process. */
export interface ThreadUse {
  name: string;
  /** Processor time since its start, in milliseconds. */
  cpuMs: number;
  /** How often it went to sleep of its own accord, which is how often it was woken. */
  rests: number;
}

/** Extension hosts of the VS Code server with this data folder, oldest first; none where there is no /proc to ask. */
export function extensionHosts(dataDir: string): number[] {
  if (!existsSync("/proc/self")) return [];
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const servers = new Set(processes.filter((id) => read(`/proc/${id}/cmdline`).includes(dataDir)));
  return processes
    .filter((id) => read(`/proc/${id}/cmdline`).includes("--type=extensionHost"))
    .filter((id) => servers.has(id) || servers.has(/^PPid:\s+(\d+)/m.exec(read(`/proc/${id}/status`))?.[1] ?? ""))
    .map(Number)
    .sort((one, other) => one - other);
}

/** By the number of the thread. */
export function threadsOf(pid: number): Map<number, ThreadUse> {
  const threads = new Map<number, ThreadUse>();
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    const task = `/proc/${pid}/task/${id}`;
    const status = read(`${task}/status`);
    threads.set(Number(id), {
      name: read(`${task}/comm`).trim(),
      cpuMs: Number(read(`${task}/schedstat`).split(" ")[0]) / 1e6,
      rests: Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0),
    });
  }
  return threads;
}

/** Of all its threads together, in milliseconds. */
export const cpuOf = (pid: number): number => [...threadsOf(pid).values()].reduce((sum, { cpuMs }) => sum + cpuMs, 0);

export const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;

/** A process may end while it is looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
