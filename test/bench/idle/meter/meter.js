// @ts-check
/**
 * An extension beside the one that is measured: takes down when a timer of that one runs in the extension host, and who set it. It is activated first, so that whoever comes
 * later sets its timers here. Told by SIGUSR2 to write down what it has, so that it wakes nobody in between.
 */
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { promisify } = require("node:util");

const MEASURED = /llm-breaker\.llm-breaker/;
/** @type {{ at: number, who: string }[]} */
const runs = [];

/** @param {"setTimeout" | "setInterval" | "setImmediate"} name */
function watch(name) {
  const original = /** @type {(fn: (...args: unknown[]) => void, ...rest: unknown[]) => unknown} */ (globalThis[name]);
  /** @param {(...args: unknown[]) => void} fn @param {unknown[]} rest */
  const watched = (fn, ...rest) => {
    const line = (new Error().stack ?? "").split("\n").find((text) => MEASURED.test(text));
    if (line === undefined) return original(fn, ...rest);
    const who = `${name} ${line.trim().replace(/\(.*\//, "(")}`;
    /** @param {unknown[]} args */
    const run = (...args) => {
      runs.push({ at: Date.now(), who });
      fn(...args);
    };
    return original(run, ...rest);
  };
  // Whoever makes promises of them finds what it looks for there.
  const own = Object.getOwnPropertyDescriptor(original, promisify.custom);
  if (own) Object.defineProperty(watched, promisify.custom, own);
  Object.assign(globalThis, { [name]: watched });
}

exports.activate = () => {
  watch("setTimeout");
  watch("setInterval");
  watch("setImmediate");
  process.on("SIGUSR2", () => {
    const folder = process.env["LLM_BREAKER_METER"];
    if (folder) writeFileSync(join(folder, `meter-${process.pid}.json`), JSON.stringify(runs));
  });
};
