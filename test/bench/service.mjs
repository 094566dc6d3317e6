// Bundles the benchmark and its server as programs of their own (esbuild, no loader in between) and runs it: npm run bench:service
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = `${root}/out/bench`;

await build({
  absWorkingDir: root,
  entryPoints: { service: "test/bench/service/main.ts", "service-server": "test/bench/service/server.ts" },
  outdir: out,
  bundle: true,
  platform: "node",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  target: "node20",
  // The peers run as they are published.
  external: ["ollama", "openai"],
  logLevel: "warning",
});
const { status } = spawnSync(process.execPath, [`${out}/service.cjs`, `${out}/service-server.cjs`], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
