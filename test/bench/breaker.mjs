// Bundles the benchmark as a program would be (esbuild, no loader in between) and runs it: npm run bench:breaker
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = `${root}/dist/bench`;

await build({
  absWorkingDir: root,
  entryPoints: ["test/bench/breaker/main.ts"],
  outfile: `${out}/breaker.mjs`,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // The peers run as they are published.
  external: ["cockatiel", "opossum", "esbuild"],
  logLevel: "warning",
});
// How large V8 makes the space for new objects decides more than the breakers do, so it is chosen: the most that Node takes by default on a machine with 64 bits. What a smaller one does is in README.md.
const heap = ["--min-semi-space-size=16", "--max-semi-space-size=16"];
const { status } = spawnSync(
  process.execPath,
  ["--expose-gc", ...heap, `${out}/breaker.mjs`, ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
  },
);
process.exitCode = status ?? 1;
