import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { findPart, onPath, type Part, partsFolder } from "../part";

const run = promisify(execFile);
/** Later ones leave headers out of their Go module, so that they cannot be built from it. */
const version = "v0.6.5";

/** Ollama's program, built from its Go module (some 50 MB; minutes where nothing of it is there yet). */
export function findOllama(): Promise<Part<string>> {
  return findPart(async () => {
    const folder = join(partsFolder, `ollama-${version}`);
    const binary = join(folder, "ollama");
    if (existsSync(binary)) return binary;
    for (const tool of ["go", "g++", "pgrep"])
      if ((await onPath(tool)) === undefined)
        throw new Error(
          `${tool} is not installed: it is built with Go and a C++ compiler, and its processes are found by pgrep`,
        );
    mkdirSync(folder, { recursive: true });
    const env = { ...process.env, GOBIN: folder, CGO_ENABLED: "1" };
    await run("go", ["install", `github.com/ollama/ollama@${version}`], {
      cwd: folder,
      env,
      timeout: 15 * 60_000,
      maxBuffer: 2 ** 24,
    });
    return binary;
  });
}
