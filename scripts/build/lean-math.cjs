// @ts-check
// KaTeX comes with twenty fonts in three formats each, which is more than all the rest of the package.
const { readFileSync } = require("node:fs");
const subsetFont = require("subset-font");

/**
 * The faces that formulas in answers need: letters, the signs of the AMS with the double-struck letters, calligraphic ones, and brackets in each size.
 * The browser itself makes bold and slanted ones of them, and takes the page's font for the rest (Fraktur, script, sans serif, typewriter).
 */
const FACES = /KaTeX_(?:Main-Regular|Math-Italic|AMS-Regular|Caligraphic-Regular|Size\d-Regular)\.woff2/;

/** Whose measures count for the faces that are left out: the face that the browser draws in their place, or the nearest to the page's font. */
const STAND_INS = {
  "Main-Bold": "Main-Regular",
  "Main-Italic": "Main-Regular",
  "Main-BoldItalic": "Main-Regular",
  "Math-BoldItalic": "Math-Italic",
  "Fraktur-Regular": "Main-Regular",
  "SansSerif-Regular": "Main-Regular",
  "SansSerif-Bold": "Main-Regular",
  "SansSerif-Italic": "Main-Regular",
  "Script-Regular": "Main-Regular",
  "Typewriter-Regular": "Main-Regular",
};

/** Every character that one of KaTeX's faces may have a glyph for: the basic plane without surrogates, and the mathematical letters. */
const EVERY_CHARACTER = [...range(0x20, 0xd800), ...range(0xe000, 0xffff), ...range(0x1d400, 0x1d800)]
  .map((code) => String.fromCodePoint(code))
  .join("");

/**
 * KaTeX says in an attribute "style" how wide the arrow of \vec and a tall delimiter are, which the page's content security policy refuses. An attribute of
 * the picture says it too, but the style sheet makes every picture as wide as what it stands in, and that is nothing for the arrow of \vec.
 */
const WIDTH_AS_STYLE = '"style": "width:" + makeEm(width),';
const WIDTH_AS_CLASS = '"class": "own-width",';
const OWN_WIDTH = ".katex svg.own-width { width: auto }";

/**
 * Takes what is not needed out of KaTeX's style sheet, and out of its fonts: not a glyph, but a fifth of their size in instructions for screens
 * of few pixels, which the editor's browser follows at most on Windows, and names.
 * @type {import("esbuild").Plugin}
 */
exports.leanMath = {
  name: "lean-math",
  setup(build) {
    build.onLoad({ filter: /\/katex\.css$/ }, ({ path }) => ({
      contents: leanStyle(readFileSync(path, "utf8")),
      loader: "css",
    }));
    build.onLoad({ filter: /\/katex\.mjs$/ }, ({ path }) => ({
      contents: ownWidths(leanMetrics(readFileSync(path, "utf8"))),
    }));
    build.onLoad({ filter: /\/KaTeX_[\w-]+\.woff2$/ }, async ({ path }) => ({
      contents: await subsetFont(readFileSync(path), EVERY_CHARACTER, { targetFormat: "woff2", noHinting: true }),
      loader: "file",
    }));
  },
};

/**
 * @param {string} script KaTeX's
 * @returns {string} without the measures of faces that are left out
 * @throws {Error} when they are no longer where they were
 */
function leanMetrics(script) {
  let lean = script;
  for (const [face, standIn] of Object.entries(STAND_INS)) {
    const without = lean.replace(new RegExp(`"${face}": \\{[^{}]*\\},?\\n`), "");
    if (without === lean) throw new Error(`KaTeX has no measures of ${face}.`);
    lean = `${without}\nfontMetricsData["${face}"] = fontMetricsData["${standIn}"];`;
  }
  return lean;
}
exports.leanMetrics = leanMetrics;

/**
 * @param {string} script KaTeX's
 * @returns {string} with a class where a picture has a width of its own
 * @throws {Error} when that is no longer said in two places
 */
function ownWidths(script) {
  const parts = script.split(WIDTH_AS_STYLE);
  if (parts.length !== 3) throw new Error("KaTeX no longer says in two places how wide a picture is.");
  return parts.join(WIDTH_AS_CLASS);
}
exports.ownWidths = ownWidths;

/** @param {string} css */
function leanStyle(css) {
  const withFaces = css.replace(/@font-face \{[^}]*\}/g, (face) =>
    FACES.test(face) ? face.replace(/(format\("woff2"\))[^;]*;/, "$1;") : "",
  );
  return `${withFaces}\n${OWN_WIDTH}\n`;
}

/**
 * @param {number} from
 * @param {number} to not itself
 */
function* range(from, to) {
  for (let code = from; code < to; code++) yield code;
}
