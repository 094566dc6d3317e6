import { execFile } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { findPart, onPath, type Part, partsFolder } from "../part";

const run = promisify(execFile);
const version = "1.100.5";
/** The packages it was tried with: those of another day may not go together. */
const constraints = resolve(import.meta.dirname ?? __dirname, "constraints.txt");

/** LiteLLM's gateway for a suite, which is skipped without it. */
export async function liteLlmFor(suite: Mocha.Context): Promise<string> {
  suite.timeout(20 * 60_000);
  const part = await findLiteLlm();
  if (part.available) return part.value;
  console.log(`    left out: LiteLLM: ${part.why}`);
  return suite.skip();
}

/** LiteLLM's gateway from PyPI, in a Python environment of its own (some 680 MB, about a minute where it is not there yet). */
function findLiteLlm(): Promise<Part<string>> {
  return findPart(async () => {
    const folder = join(partsFolder, `litellm-${version}`);
    const program = join(folder, "bin/litellm");
    const complete = join(folder, "complete");
    if (existsSync(complete)) return program;
    if ((await onPath("python3")) === undefined) throw new Error("Python 3 is not installed");
    // What an interrupted run left.
    rmSync(folder, { recursive: true, force: true });
    await run("python3", ["-m", "venv", folder], { timeout: 120_000 });
    // Without Prisma, which its containers have, it fails where it should refuse a request without a key.
    const pip = [
      "install",
      "--quiet",
      "--no-input",
      "--constraint",
      constraints,
      `litellm[proxy]==${version}`,
      "prisma",
    ];
    await run(join(folder, "bin/pip"), pip, { timeout: 15 * 60_000, maxBuffer: 2 ** 24 });
    writeFileSync(complete, "");
    return program;
  });
}
