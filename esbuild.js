// Bundles the extension for the host and its panels for the browser. `--watch` rebuilds, `--production` minifies,
// `--tests` bundles the suites that run inside VS Code too, into out/.
const esbuild = require("esbuild");
const { asCommonJs } = require("./scripts/build/as-common-js.cjs");
const { editorOnce } = require("./scripts/build/editor-once.cjs");
const { leanHttp } = require("./scripts/build/lean-http.cjs");
const { leanPages } = require("./scripts/build/lean-pages.cjs");
const { leanTelemetry } = require("./scripts/build/lean-telemetry.cjs");
const { startTogether } = require("./scripts/build/start-together.cjs");
const { minifyAgain } = require("./scripts/build/minify-again.cjs");
const { writeSupplyFiles } = require("./scripts/supply/write-supply-files.cjs");
const { existsSync, readdirSync, rmSync } = require("node:fs");
const { basename } = require("node:path");

const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production");
const tests = process.argv.includes("--tests");
const common = { bundle: true, sourcemap: !production, minify: production, logLevel: "warning" };

/**
 * What runs in the extension host and in the history's thread. Everything that is imported by `import()` comes as a chunk of its own, loaded at first need; what several
 * of them use stands in chunks that they share.
 */
const host = {
  ...common,
  entryPoints: {
    extension: "src/extension.ts",
    // undici, which is as large as half of what the start needs.
    connection: "src/node/transport/connect/connection.ts",
    // For those who reach the network through a SOCKS proxy.
    "socks-client": "src/node/transport/proxy/socks-client.ts",
    // The OpenTelemetry SDK, loaded only when metrics are asked for.
    telemetry: "src/node/telemetry/index.ts",
    // The thread on which the history's SQLite works.
    "history-worker": "src/node/history/worker/history-worker.ts",
  },
  outdir: "dist",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]",
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // ES modules first: only they can be shaken down to what is used.
  mainFields: ["module", "main"],
  alias: { "ip-address": "./scripts/build/ip-bytes.cjs" },
  plugins: [
    startTogether("src/host/create-host.ts", ["src/extension.ts", "src/node/history/worker/history-worker.ts"]),
    editorOnce,
    leanHttp,
    leanTelemetry,
    asCommonJs,
  ],
};

const webview = {
  ...common,
  outdir: "dist/webview",
  platform: "browser",
  target: "chrome128",
  alias: { entities: "./scripts/build/browser-entities.mjs" },
  plugins: leanPages,
};

const panels = readdirSync("src/webview", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`src/webview/${entry.name}/main.ts`))
  .map((entry) => ({
    ...webview,
    entryPoints: { [entry.name]: `src/webview/${entry.name}/main.ts`, ...entriesOf(entry.name, "worker") },
    format: "iife",
  }));

/** What a panel's page loads into itself when it is first needed. */
const modules = {
  ...webview,
  entryPoints: entriesOf("answer", "module"),
  format: "esm",
  loader: { ".woff2": "file" },
  assetNames: "fonts/[name]",
};

/**
 * Scripts of their own beside a panel's page: threads, or modules.
 * @param {string} panel
 * @param {"worker" | "module"} kind
 */
function entriesOf(panel, kind) {
  const files = readdirSync(`src/webview/${panel}`, { recursive: true, encoding: "utf8" });
  const found = files.filter((file) => file.endsWith(`-${kind}.ts`));
  return Object.fromEntries(found.map((file) => [basename(file, ".ts"), `src/webview/${panel}/${file}`]));
}

const suites = {
  ...common,
  entryPoints: ["test/integration/index.ts", "test/integration/**/*.test.ts", "test/integration/*.bench.ts"],
  outdir: "out/test/integration",
  sourcemap: "inline",
  minify: false,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode", "mocha"],
};

/** Another extension, which uses what this one gives. A folder of its own, by which VS Code tells extensions apart. */
const secondExtension = {
  ...suites,
  entryPoints: ["test/support/second-extension/extension.ts", "test/support/second-extension/package.json"],
  outdir: "out/test/second-extension",
  loader: { ".json": "copy" },
  external: ["vscode"],
};

/** Everything that is in the package. */
const shipped = [host, ...panels, modules];

/**
 * Builds what is shipped in memory only, as for a package.
 * @returns {Promise<import("esbuild").Metafile[]>} what is in each bundle
 */
async function shippedMetafiles() {
  const results = await Promise.all(
    shipped.map((options) =>
      esbuild.build({ ...options, sourcemap: false, minify: true, write: false, metafile: true }),
    ),
  );
  return results.map(({ metafile }) => metafile);
}

async function main() {
  // A file whose source is gone must not be packaged or tested any more.
  rmSync("dist", { recursive: true, force: true });
  if (tests) rmSync("out", { recursive: true, force: true });
  const builds = [...shipped, ...(tests ? [suites, secondExtension] : [])];
  if (!watch) {
    const results = await Promise.all(builds.map((options) => esbuild.build({ ...options, metafile: true })));
    if (!production) return;
    await minifyAgain("dist");
    await writeSupplyFiles(
      results.slice(0, shipped.length).map(({ metafile }) => metafile),
      __dirname,
      "dist",
    );
    return;
  }
  // The two words tell .vscode/tasks.json when a debugging session can begin.
  console.log("building");
  for (const context of await Promise.all(builds.map((options) => esbuild.context(options)))) {
    await context.rebuild();
    await context.watch();
  }
  console.log("watching");
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}

module.exports = { shippedMetafiles };
