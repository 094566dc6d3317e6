// @ts-check
const { leanColours } = require("./lean-colours.cjs");
const { leanDiagrams } = require("./lean-diagrams.cjs");
const { leanMarkdown } = require("./lean-markdown.cjs");
const { leanMath } = require("./lean-math.cjs");

/** What takes out of the pages' libraries what is not asked of them. Pages in tests are built with it too: they are drawn by what is shipped. */
exports.leanPages = [leanColours, leanDiagrams, leanMarkdown, leanMath];
