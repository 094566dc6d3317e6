// @ts-check
/** Asks the registry, through npm and its settings (registry, proxy, certificates), what is known against some packages. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAuditAnswer } from "./audit-answer.mjs";
import { auditQuestion } from "./audit-question.mjs";

/**
 * @param {readonly import("./audit-question.mjs").AskedPackage[]} packages
 * @param {{ registry?: string }} [options] another registry than npm's settings say
 */
export async function auditPackages(packages, { registry } = {}) {
  const { manifest, lock, asked } = auditQuestion(packages);
  const folder = mkdtempSync(join(tmpdir(), "llm-breaker-audit-"));
  try {
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
    writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
    // Silent: only the answer is printed. A cache of its own: npm keeps what an earlier answer said of an advisory.
    const args = [
      "audit",
      "--json",
      "--loglevel=silent",
      "--package-lock-only",
      `--cache=${join(folder, "cache")}`,
      ...(registry === undefined ? [] : [`--registry=${registry}`]),
    ];
    return readAuditAnswer(await npmSays(args, folder), asked.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What npm prints, whatever its exit code: that is 1 for an advisory as for a registry that does not answer.
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<string>} "" where npm could not be started or took too long
 */
function npmSays(args, cwd) {
  const env = { ...process.env };
  // Set by an npm that runs us; it would make the inner npm work in the outer one's folder.
  delete env["npm_config_local_prefix"];
  // npm is a .cmd file on Windows, which only a shell can start.
  const options = { cwd, env, timeout: 120_000, maxBuffer: 64 * 1024 * 1024, shell: process.platform === "win32" };
  return new Promise((resolve) => execFile("npm", args, options, (_error, stdout) => resolve(stdout)));
}
