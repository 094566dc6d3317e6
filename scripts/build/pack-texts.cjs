// @ts-check
const { mkdirSync, readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

/** Where the texts are packed, in the folder with the scripts; `src/host/l10n/packed-texts.ts` reads them. */
const FOLDER = "l10n";

const BUNDLE = /^bundle\.l10n\.([\w-]+)\.json$/;

/**
 * Packs what the code says in every language: the English texts stand once in a list, and each language is a list of its own in the same order. The editor's format has
 * the English text beside each translation, in every language anew.
 * @param {string} root the project's folder
 * @param {string} folder with the scripts of a build
 * @throws {Error} where a language says nothing of a text: `npm run l10n` names it
 */
exports.packTexts = (root, folder) => {
  const read = (/** @type {string} */ file) => JSON.parse(readFileSync(join(root, "l10n", file), "utf8"));
  const english = Object.keys(read("bundle.l10n.json"));
  /** @type {Map<string, string[]>} */
  const lists = new Map([["en", english]]);
  for (const file of readdirSync(join(root, "l10n"))) {
    const [, language] = BUNDLE.exec(file) ?? [];
    if (language !== undefined) lists.set(language, inOrder(english, read(file), file));
  }
  mkdirSync(join(folder, FOLDER), { recursive: true });
  for (const [language, texts] of lists) writeFileSync(join(folder, FOLDER, `${language}.json`), JSON.stringify(texts));
};

/**
 * @param {readonly string[]} english
 * @param {Record<string, string>} translations
 * @param {string} file they are from
 */
function inOrder(english, translations, file) {
  return english.map((text) => {
    const translation = translations[text];
    if (translation === undefined) throw new Error(`l10n/${file} says nothing of "${text}".`);
    return translation;
  });
}
