import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { debianProgram } from "./debian-program";
import { findPart, onPath, type Part, partsFolder } from "./part";
import { tinyGguf } from "./tiny-gguf";

const run = promisify(execFile);
const llamaVersion = "3.22.1";

/** tinyproxy: the installed one, else Debian's. */
export const findTinyproxy = (): Promise<Part<string>> => findPart(() => debianProgram("tinyproxy", "tinyproxy-bin"));

export function findOpenssl(): Promise<Part<string>> {
  return findPart(async () => {
    const found = await onPath("openssl");
    if (!found) throw new Error("openssl is not installed");
    return found;
  });
}

export interface LlamaParts {
  /** Folder whose node_modules holds node-llama-cpp. */
  folder: string;
  /** The generated model's file. */
  model: string;
}

/** llama.cpp by its npm package and the one prebuilt CPU binary for this platform (about 85 MB), and the model that goes with it. */
export function findLlama(): Promise<Part<LlamaParts>> {
  return findPart(async () => {
    const target = join(partsFolder, "llama");
    const platform = `@node-llama-cpp/${process.platform === "darwin" ? "mac" : process.platform === "win32" ? "win" : "linux"}-${process.arch}${process.platform === "darwin" && process.arch === "arm64" ? "-metal" : ""}`;
    if (!existsSync(join(target, "node_modules", platform, "package.json"))) {
      mkdirSync(target, { recursive: true });
      writeFileSync(join(target, "package.json"), '{ "private": true }\n');
      const npm = (...names: string[]) =>
        run(
          "npm",
          [
            "install",
            "--ignore-scripts",
            "--omit=optional",
            "--no-audit",
            "--no-fund",
            "--no-update-notifier",
            ...names,
          ],
          { cwd: target, timeout: 300_000 },
        );
      await npm(`node-llama-cpp@${llamaVersion}`);
      await npm(`${platform}@${llamaVersion}`);
    }
    const model = join(target, "tiny.gguf");
    writeFileSync(model, tinyGguf());
    return { folder: target, model };
  });
}
