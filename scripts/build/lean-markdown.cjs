// @ts-check

/**
 * Rules of the Markdown parser that find nothing here: answers hold no HTML (`html` is off) and stay as they are written (so is `typographer`). Each rule asks for its
 * option first, and does nothing without it.
 */
const SILENT_RULE =
  /\/markdown-it\/lib\/rules_(?:block\/html_block|core\/(?:replacements|smartquotes)|inline\/html_inline)\.mjs$/;

/** Ways to set up the parser that are not asked for by name. */
const OTHER_PRESET = /\/markdown-it\/lib\/presets\/(?:zero|commonmark)\.mjs$/;

/** The page makes nodes of what is read. Rules for HTML, which some of ours belong to, are kept and never asked. */
const RENDERER = "export default class Renderer { rules = {}; }";

/** The browser knows which characters are symbols. The library has a list of them, as of punctuation, of which a part goes into other patterns. */
const SYMBOLS = "export default /\\p{S}/u;";

/** @type {import("esbuild").Plugin} */
exports.leanMarkdown = {
  name: "lean-markdown",
  setup(build) {
    build.onLoad({ filter: SILENT_RULE }, () => ({ contents: "export default () => false;" }));
    build.onLoad({ filter: /\/markdown-it\/lib\/renderer\.mjs$/ }, () => ({ contents: RENDERER }));
    build.onLoad({ filter: /\/uc\.micro\/categories\/S\/regex\.mjs$/ }, () => ({ contents: SYMBOLS }));
    build.onLoad({ filter: OTHER_PRESET }, () => ({ contents: "export default {};" }));
  },
};
