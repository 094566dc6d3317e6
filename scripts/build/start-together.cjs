// @ts-check
const { readFile } = require("node:fs/promises");
const { resolve } = require("node:path");

/**
 * esbuild makes a chunk of each set of modules that the same parts use, so that a start which shares something with every part would be read from two dozen small files.
 * But what the start has loaded is there whenever a part comes later: each of these is made to import the start, and what the start uses becomes one chunk.
 * @param {string} start the module with which the start is loaded
 * @param {string[]} apart entry points that run elsewhere, or before it
 * @returns {import("esbuild").Plugin}
 */
exports.startTogether = (start, apart) => ({
  name: "start-together",
  setup(build) {
    const [startPath, ...apartPaths] = [start, ...apart].map((path) => resolve(path));
    const entries = Object.values(/** @type {Record<string, string>} */ (build.initialOptions.entryPoints));
    const later = new Set(entries.map((path) => resolve(path)).filter((path) => !apartPaths.includes(path)));
    build.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
      const found = resolve(resolveDir, `${path}.ts`);
      if (kind === "dynamic-import" && found !== startPath) later.add(found);
      return undefined;
    });
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!later.has(path)) return undefined;
      return { contents: `${await readFile(path, "utf8")}\nimport ${JSON.stringify(startPath)};\n`, loader: "ts" };
    });
  },
});
