import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { median, ROUNDS } from "./rounds";

export interface Weight {
  minifiedBytes: number;
  gzippedBytes: number;
  /** Milliseconds to import the minified bundle in a new process. */
  loadMs: number;
}

const sources: Record<string, string> = {
  "llm-breaker": 'export { CircuitBreaker, CircuitOpenError } from "./src/core/index"',
  "cockatiel 4":
    'export { circuitBreaker, handleAll, ConsecutiveBreaker, CountBreaker, SamplingBreaker, BrokenCircuitError } from "cockatiel"',
  "opossum 10": 'import Opossum from "opossum"; export default Opossum',
};

/** What a program carries that bundles the breaker and its errors alone. */
export async function weights(): Promise<Map<string, Weight>> {
  const folder = mkdtempSync(join(tmpdir(), "breaker-weight-"));
  const found = new Map<string, Weight>();
  try {
    for (const [name, contents] of Object.entries(sources)) {
      const { outputFiles } = await build({
        stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
        bundle: true,
        minify: true,
        write: false,
        platform: "node",
        format: "esm",
        target: "node20",
        logLevel: "error",
        banner: { js: "" },
      });
      const code = outputFiles[0]?.contents ?? new Uint8Array();
      const file = join(folder, `${name.replace(/\W/g, "-")}.mjs`);
      // A CommonJS library asks for Node's modules by `require`.
      writeFileSync(
        file,
        `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);\n${Buffer.from(code).toString()}`,
      );
      found.set(name, { minifiedBytes: code.length, gzippedBytes: gzipSync(code).length, loadMs: loadTime(file) });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return found;
}

function loadTime(file: string): number {
  const script =
    'const { pathToFileURL } = require("node:url"); const start = performance.now(); import(pathToFileURL(process.argv[1])).then(() => console.log(performance.now() - start))';
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    times.push(Number(spawnSync(process.execPath, ["-e", script, file], { encoding: "utf8" }).stdout));
  return median(times);
}
