import { readdirSync, readFileSync } from "node:fs";

/** Resident bytes of the extension host of a VS Code server, found by its data folder; 0 where there is no /proc to ask. */
export function extensionHostMemory(dataDir: string): number {
  let processes: string[];
  try {
    processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return 0;
  }
  const servers = new Set(processes.filter((id) => commandLine(id).includes(dataDir)));
  const host = processes.find(
    (id) => commandLine(id).includes("--type=extensionHost") && (servers.has(id) || servers.has(parentOf(id))),
  );
  return host === undefined ? 0 : residentBytes(host);
}

const commandLine = (id: string): string => read(`/proc/${id}/cmdline`);
const parentOf = (id: string): string => /^PPid:\s+(\d+)/m.exec(read(`/proc/${id}/status`))?.[1] ?? "";
const residentBytes = (id: string): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${id}/status`))?.[1] ?? 0) * 1024;

/** A process may end while it is looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
