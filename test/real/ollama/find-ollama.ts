import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { debianFiles } from "../debian-program";
import { findPart, onPath, type Part, partsFolder } from "../part";

const run = promisify(execFile);
const version = "v0.17.4";
/** A Go module that has miniaudio's one header, which Debian does not have. */
const miniaudio = "github.com/gen2brain/malgo@v0.11.24";

/** Ollama's program, built from its Go module (some 75 MB; minutes where nothing of it is there yet). */
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
    const headers = await headersInto(join(folder, "include"));
    const env = { ...process.env, GOBIN: folder, CGO_ENABLED: "1", CGO_CPPFLAGS: `-I${headers}` };
    await run("go", ["install", `github.com/ollama/ollama@${version}`], {
      cwd: folder,
      env,
      timeout: 25 * 60_000,
      maxBuffer: 2 ** 24,
    });
    return binary;
  });
}

/** The headers of others that Ollama keeps in a folder `vendor`, which Go leaves out of modules (https://go.dev/ref/mod#zip-files). */
async function headersInto(folder: string): Promise<string> {
  for (const [debianPackage, name] of [
    ["nlohmann-json3-dev", "nlohmann"],
    ["libstb-dev", "stb"],
  ] as const)
    cpSync(join(await debianFiles(debianPackage), "usr/include", name), join(folder, name), { recursive: true });
  const { stdout } = await run("go", ["mod", "download", "-json", miniaudio], { cwd: folder, timeout: 180_000 });
  const { Dir } = JSON.parse(stdout) as { Dir: string };
  cpSync(join(Dir, "miniaudio.h"), join(folder, "miniaudio", "miniaudio.h"));
  return folder;
}
