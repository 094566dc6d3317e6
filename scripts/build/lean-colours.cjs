// @ts-check
const { readFileSync } = require("node:fs");
const { otherwise } = require("./otherwise.cjs");

/**
 * highlight.js can colour a page by itself, and write HTML. Here it is given a language and gives a tree, which lowlight makes of what it finds; the minifier leaves out
 * by itself what can no longer be called.
 * @type {readonly (readonly [string | RegExp, string])[]}
 */
const NOT_CALLED = [
  [
    /^ {4}(?:highlightAuto|highlightAll|highlightElement|initHighlighting|initHighlightingOnLoad|unregisterLanguage|autoDetection|addPlugin|removePlugin),?\n/gm,
    "",
  ],
  [/^ {4}highlightBlock: .*\n/m, ""],
  [/^ {4}__emitter: TokenTreeEmitter\n/m, ""],
];

/** @type {import("esbuild").Plugin} */
exports.leanColours = {
  name: "lean-colours",
  setup(build) {
    build.onLoad({ filter: /\/highlight\.js\/lib\/core\.js$/ }, ({ path }) => ({
      contents: otherwise(readFileSync(path, "utf8"), "highlight.js", NOT_CALLED),
    }));
  },
};
