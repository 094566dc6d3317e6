// @ts-check
const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { minify } = require("terser");

/**
 * Minifies again what esbuild has minified, by rules that look further: a value used once moves to where it is used, what cannot happen goes. It takes a quarter of a
 * minute and makes the package 17 KB smaller.
 * @param {string} folder with the scripts of a production build
 */
exports.minifyAgain = async (folder) => {
  const scripts = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js"));
  for (const script of scripts) {
    const path = join(folder, script);
    const { code } = await minify(readFileSync(path, "utf8"), {
      ecma: 2020,
      // What the first pass leaves out leaves others without a use.
      compress: { passes: 2 },
      // The names of a script's outermost level are nobody else's: each is a module, or a page's only script, or a thread's.
      toplevel: true,
      module: script.endsWith("-module.js"),
    });
    if (code === undefined) throw new Error(`Nothing is left of ${script}.`);
    writeFileSync(path, code);
  }
};
