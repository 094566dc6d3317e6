// @ts-check
const { leanDiagrams } = require("./lean-diagrams.cjs");
const { leanMarkdown } = require("./lean-markdown.cjs");
const { leanMath } = require("./lean-math.cjs");

/** What takes out of the pages' libraries what is not asked of them. Pages in tests are built with it too: they are drawn by what is shipped. */
exports.leanPages = [leanDiagrams, leanMarkdown, leanMath];
