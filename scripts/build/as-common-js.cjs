// @ts-check
const { mkdir, writeFile } = require("node:fs/promises");
const { basename, dirname } = require("node:path");

/**
 * Code is cut into chunks by esbuild only where it is made of ES modules, and VS Code takes an extension's ES modules through hooks that look at each
 * import on a thread of their own. So the chunks become CommonJS when they are cut: imports of one another become `require`, and what a chunk exports is read of one
 * object. Left to esbuild, each chunk would bring along the functions with which it tells CommonJS and ES modules apart.
 * @type {import("esbuild").Plugin}
 */
exports.asCommonJs = {
  name: "as-common-js",
  setup(build) {
    const { initialOptions, esbuild } = build;
    const { write = true, minify = false, sourcemap = false, target = "esnext" } = initialOptions;
    if (!write) return;
    initialOptions.write = false;
    // The second round reads the map of the first one out of the script, and carries it on.
    if (sourcemap) initialOptions.sourcemap = "inline";
    build.onEnd(async ({ outputFiles = [] }) => {
      refuseCircles(outputFiles.filter(({ path }) => path.endsWith(".js")));
      for (const { path, text, contents } of outputFiles) {
        await mkdir(dirname(path), { recursive: true });
        if (!path.endsWith(".js")) {
          await writeFile(path, contents);
          continue;
        }
        const { code } = await esbuild.transform(withExportsRead(text), {
          format: "cjs",
          platform: "node",
          supported: { "dynamic-import": false },
          target,
          minify,
          sourcemap: sourcemap ? "inline" : false,
        });
        await writeFile(path, code);
      }
    });
  },
};

const EXPORTS = /\bexport\s*\{([^}]*)\};?(?=\s*(?:\/\/.*\s*)?$)/;

/**
 * @param {string} chunk an ES module of esbuild's, which names what it exports at its end
 * @returns {string} with an object that reads each of them when it is asked for
 */
function withExportsRead(chunk) {
  const [statement, names] = EXPORTS.exec(chunk) ?? [];
  if (statement === undefined || names === undefined) return chunk;
  const getters = names
    .split(",")
    .filter((name) => name.trim() !== "")
    .map((name) => {
      const [here = "", outside = here] = name.trim().split(/\s+as\s+/);
      return `get ${outside}() { return ${here}; }`;
    });
  return `module.exports = { ${getters.join(", ")} };${chunk.replace(statement, "")}`;
}

const STATIC_IMPORT = /\b(?:from|import)\s*"\.\/([^"]+)"/g;

/**
 * A chunk finds nothing in another one that has not come to its end, which could only be where they ask for each other.
 * @param {readonly { path: string, text: string }[]} chunks
 * @throws {Error} where they do
 */
function refuseCircles(chunks) {
  const asked = new Map(
    chunks.map(({ path, text }) => [basename(path), Array.from(text.matchAll(STATIC_IMPORT), ([, name = ""]) => name)]),
  );
  const look = (/** @type {string} */ chunk, /** @type {readonly string[]} */ way) => {
    if (way.includes(chunk)) throw new Error(`Chunks ask for each other: ${[...way, chunk].join(", ")}`);
    for (const next of asked.get(chunk) ?? []) look(next, [...way, chunk]);
  };
  for (const chunk of asked.keys()) look(chunk, []);
}
exports.refuseCircles = refuseCircles;
