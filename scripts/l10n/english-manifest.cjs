// @ts-check
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

/**
 * package.json as VS Code reads it where it speaks English: with texts in the place of the keys of package.nls.json.
 * @param {string} root the project's folder
 * @returns {any}
 */
exports.englishManifest = (root) => {
  const texts = JSON.parse(readFileSync(join(root, "package.nls.json"), "utf8"));
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8"), (_name, value) => {
    const key = typeof value === "string" ? /^%(.+)%$/.exec(value)?.[1] : undefined;
    return key === undefined ? value : texts[key];
  });
};
