// @ts-check
/**
 * An extension beside the one that is measured: takes down when that one runs in the extension host, in its main thread (timers) and in its own (timers, messages, news of the file
 * system), and who set it going. It is activated first, so that whoever comes later finds these functions changed. Each run is a line in a file, because a window that is killed
 * says nothing any more; there are few.
 */
const { appendFileSync } = require("node:fs");
const { join } = require("node:path");
const threads = require("node:worker_threads");

const FOLDER = process.env["LLM_BREAKER_METER"] ?? "";
const REPORT = join(FOLDER, `meter-${process.pid}.txt`);

/** Runs in either thread. @param {string} report @param {RegExp} measured whose timers are meant */
function watchTimers(report, measured) {
  const { promisify } = require("node:util");
  const { appendFileSync } = require("node:fs");
  for (const name of /** @type {const} */ (["setTimeout", "setInterval", "setImmediate"])) {
    const original = /** @type {(fn: (...args: unknown[]) => void, ...rest: unknown[]) => unknown} */ (
      globalThis[name]
    );
    /** @param {(...args: unknown[]) => void} fn @param {unknown[]} rest */
    const watched = (fn, ...rest) => {
      const line = (new Error().stack ?? "").split("\n").find((text) => measured.test(text));
      if (line === undefined) return original(fn, ...rest);
      const who = `${name} ${line.trim().replace(/\(.*\//, "(")}`;
      /** @param {unknown[]} args */
      const run = (...args) => {
        appendFileSync(report, `${Date.now()} ${who}\n`);
        fn(...args);
      };
      return original(run, ...rest);
    };
    // Whoever makes promises of them finds what it looks for there.
    const own = Object.getOwnPropertyDescriptor(original, promisify.custom);
    if (own) Object.defineProperty(watched, promisify.custom, own);
    Object.assign(globalThis, { [name]: watched });
  }
}

/** Runs in the thread. @param {string} report */
function watchThread(report) {
  const fs = require("node:fs");
  const { parentPort } = require("node:worker_threads");
  const note = /** @param {string} who */ (who) => fs.appendFileSync(report, `${Date.now()} thread: ${who}\n`);
  parentPort?.on("message", ({ type }) => note(`message ${type}`));
  const original = fs.watch;
  Object.assign(fs, {
    watch: (
      /** @type {string} */ path,
      /** @type {object} */ options,
      /** @type {(...args: unknown[]) => void} */ fn,
    ) =>
      original(path, options, (...args) => {
        note("news of the file system");
        fn(...args);
      }),
  });
}

exports.activate = () => {
  appendFileSync(REPORT, "");
  watchTimers(REPORT, /llm-breaker\.llm-breaker/);
  const { Worker } = threads;
  class Watched extends Worker {
    /** @param {string} path @param {import("node:worker_threads").WorkerOptions} options */
    constructor(path, options) {
      const ours = /llm-breaker\.llm-breaker/.test(String(path));
      const report = JSON.stringify(REPORT);
      const code = `(${watchTimers})(${report}, /history-worker/);(${watchThread})(${report});require(${JSON.stringify(String(path))})`;
      super(ours ? code : path, ours ? { ...options, eval: true } : options);
    }
  }
  Object.assign(threads, { Worker: Watched });
};
