// @ts-check
import { spawn } from "node:child_process";
import { terminate } from "./terminate.mjs";

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment of the child
 * @property {number} [timeoutMs] after this the command and all it started are ended, and the result says so
 * @property {boolean} [quiet] collect the output instead of showing it
 * @property {AbortSignal} [signal] ends the command and all it started
 *
 * @typedef {object} CommandResult
 * @property {number | null} code exit code, null when it was ended by a signal
 * @property {string} output stdout and stderr in order of arrival, with `quiet` only
 * @property {"timeout" | "aborted" | undefined} ended why we ended it, if we did
 */

/**
 * Runs a program to its end in a process group of its own, so that nothing it starts outlives it.
 * A program that cannot be started rejects; a failing exit code does not.
 * @param {string} program
 * @param {string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<CommandResult>}
 */
export async function runCommand(program, args, options = {}) {
  const { cwd, env = process.env, timeoutMs, quiet = false, signal } = options;
  signal?.throwIfAborted();
  const child = spawn(program, args, {
    ...(cwd !== undefined && { cwd }),
    env,
    stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
    detached: process.platform !== "win32",
    // npm is a .cmd file on Windows, which only a shell can start.
    shell: process.platform === "win32" && program === "npm",
  });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => (output += text));
  child.stderr?.setEncoding("utf8").on("data", (text) => (output += text));

  /** @type {CommandResult["ended"]} */
  let ended;
  /** @param {NonNullable<CommandResult["ended"]>} why */
  const end = (why) => {
    ended ??= why;
    void terminate(child);
  };
  const timer = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs, "timeout");
  const onAbort = () => end("aborted");
  signal?.addEventListener("abort", onAbort);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    });
    return { code, output, ended };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/**
 * Runs npm in a folder and throws, with npm's own words, when it fails.
 * @param {string[]} args
 * @param {CommandOptions} options
 */
export async function runNpm(args, options) {
  const env = { ...process.env, ...options.env };
  // Set by an npm that runs us; it would make the inner npm work in the outer one's folder.
  delete env["npm_config_local_prefix"];
  const result = await runCommand("npm", [...args, "--no-audit", "--no-fund", "--no-update-notifier"], {
    ...options,
    env,
    quiet: true,
  });
  if (result.code !== 0) {
    throw new Error(
      `npm ${args.join(" ")} ${result.ended === "timeout" ? "took too long" : "failed"} in ${options.cwd ?? process.cwd()}:\n${result.output.trim()}`,
    );
  }
}
