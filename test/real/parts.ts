import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { tinyGguf } from "./tiny-gguf";

const run = promisify(execFile);
/** Where parts are put that do not belong to the project; ignored by git and kept between runs. */
const folder = resolve(import.meta.dirname ?? __dirname, "../../.vscode-test/real");
const llamaVersion = "3.22.1";

/** A part of the real world, or why it could not be had. */
export type Part<T> = { available: true; value: T } | { available: false; why: string };

async function attempt<T>(find: () => Promise<T>): Promise<Part<T>> {
  try {
    return { available: true, value: await find() };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { available: false, why: text.trim().split("\n").slice(0, 3).join(" ") };
  }
}

async function onPath(program: string): Promise<string | undefined> {
  return run("which", [program]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

/** tinyproxy: the installed one, else Debian's package, unpacked without installing it, so that no service is started. */
export function findTinyproxy(): Promise<Part<string>> {
  return attempt(async () => {
    const installed = await onPath("tinyproxy");
    if (installed) return installed;
    const unpacked = join(folder, "tinyproxy");
    const binary = join(unpacked, "usr/bin/tinyproxy");
    if (existsSync(binary)) return binary;
    if (!(await onPath("apt-get")))
      throw new Error("tinyproxy is not installed, and this is no Debian (install it by hand)");
    mkdirSync(unpacked, { recursive: true });
    const download = () => run("apt-get", ["download", "tinyproxy-bin"], { cwd: unpacked, timeout: 120_000 });
    await download().catch(async () => {
      // A fresh container has no package lists; only root may fetch them.
      await run("apt-get", ["update"], { timeout: 180_000 });
      await download();
    });
    const file = readdirSync(unpacked).find((name) => name.endsWith(".deb"));
    if (!file) throw new Error("apt-get download brought no package");
    await run("dpkg", ["-x", file, "."], { cwd: unpacked });
    return binary;
  });
}

export function findOpenssl(): Promise<Part<string>> {
  return attempt(async () => {
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
  return attempt(async () => {
    const target = join(folder, "llama");
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
