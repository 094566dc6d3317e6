// @ts-check
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/** Every process started by a run carries this variable, so that what got away from its parent can still be found. */
const RUN_MARK = "LLM_BREAKER_RUN";

/**
 * The environment with a new mark in it, and the mark. Runs inside runs carry several.
 * @param {NodeJS.ProcessEnv} env
 */
export function markedEnvironment(env) {
  const mark = randomUUID();
  return { mark, env: { ...env, [RUN_MARK]: [env[RUN_MARK], mark].filter(Boolean).join(",") } };
}

/** Marks everything that this process starts from now on. Returns the mark. */
export function markRun() {
  const { mark, env } = markedEnvironment(process.env);
  process.env[RUN_MARK] = env[RUN_MARK];
  return mark;
}

/**
 * Living processes, other than this one, whose environment carries the mark. Linux only (`/proc`); empty elsewhere.
 * @param {string} mark
 * @returns {{ pid: number, command: string }[]}
 */
export function findStrays(mark) {
  if (process.platform !== "linux") return [];
  const found = [];
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
      if (!variables.some((variable) => variable.startsWith(`${RUN_MARK}=`) && variable.includes(mark))) continue;
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      if (command !== "") found.push({ pid, command });
    } catch {
      // Ended meanwhile, or another user's: not ours.
    }
  }
  return found;
}

/**
 * Ends, by force, every process that still carries the mark.
 * @param {string} mark
 * @returns {number} how many there were
 */
export function killStrays(mark) {
  const strays = findStrays(mark);
  for (const { pid } of strays) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Ended meanwhile.
    }
  }
  return strays.length;
}
