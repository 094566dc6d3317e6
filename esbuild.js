// Bundles the extension for the host and its panels for the browser. `--watch` rebuilds, `--production` minifies.
const esbuild = require("esbuild");
const { readdirSync, existsSync } = require("node:fs");

const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production");
const common = { bundle: true, sourcemap: !production, minify: production, logLevel: "warning" };

const host = {
  ...common,
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
};

const panels = readdirSync("src/webview", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`src/webview/${entry.name}/main.ts`))
  .map((entry) => ({
    ...common,
    entryPoints: { [entry.name]: `src/webview/${entry.name}/main.ts` },
    outdir: "dist/webview",
    platform: "browser",
    format: "iife",
    target: "chrome128",
  }));

async function main() {
  const builds = [host, ...panels];
  if (!watch) {
    await Promise.all(builds.map((options) => esbuild.build(options)));
    return;
  }
  for (const context of await Promise.all(builds.map((options) => esbuild.context(options)))) await context.watch();
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
