// @ts-check
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Ends a child that was spawned with `detached`, together with its process group: asks first, forces after a grace time.
 * Resolves when the child is gone; does nothing when it already is, except to sweep what is left of its group.
 * @param {import("node:child_process").ChildProcess} child
 * @param {number} [graceMs]
 */
export async function terminate(child, graceMs = 5_000) {
  const { pid } = child;
  if (pid === undefined) return;
  const running = () => child.exitCode === null && child.signalCode === null;
  if (process.platform === "win32") {
    if (running()) await endTreeOnWindows(pid);
    return;
  }
  signalGroup(pid, "SIGTERM");
  const deadline = Date.now() + graceMs;
  while (Date.now() < deadline && (running() || groupExists(pid))) await sleep(20);
  signalGroup(pid, "SIGKILL");
  while (running()) await sleep(10);
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: the group is gone already.
  }
}

/** @param {number} pid */
function groupExists(pid) {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

/** @param {number} pid @returns {Promise<void>} */
function endTreeOnWindows(pid) {
  return new Promise((resolve) => {
    const killer = spawn("taskkill", ["/pid", String(pid), "/t", "/f"], { stdio: "ignore" });
    killer.once("error", () => resolve());
    killer.once("exit", () => resolve());
  });
}
