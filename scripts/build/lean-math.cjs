// @ts-check
// KaTeX comes with twenty fonts in three formats each, which is more than all the rest of the package.
const { readFileSync } = require("node:fs");

/**
 * The faces that formulas in answers need: letters, the signs of the AMS with the double-struck letters, calligraphic ones, and brackets in each size.
 * The browser itself makes bold and slanted ones of them, and takes the page's font for the rest (Fraktur, script, sans serif, typewriter).
 */
const FACES = /KaTeX_(?:Main-Regular|Math-Italic|AMS-Regular|Caligraphic-Regular|Size\d-Regular)\.woff2/;

/**
 * Takes what is not needed out of KaTeX's style sheet.
 * @type {import("esbuild").Plugin}
 */
exports.leanMath = {
  name: "lean-math",
  setup(build) {
    build.onLoad({ filter: /\/katex\.css$/ }, ({ path }) => ({
      contents: leanStyle(readFileSync(path, "utf8")),
      loader: "css",
    }));
  },
};

/** @param {string} css */
function leanStyle(css) {
  return css.replace(/@font-face \{[^}]*\}/g, (face) =>
    FACES.test(face) ? face.replace(/(format\("woff2"\))[^;]*;/, "$1;") : "",
  );
}
