// @ts-check
// What the bundles contain of other people's work, each with the whole text of its licence.
const { readFileSync, readdirSync } = require("node:fs");
const { join } = require("node:path");

/** A file with fewer characters names a licence, but is not its text. */
const SHORTEST_LICENCE_CHARS = 200;

const INTRO = "LLM Breaker contains code of these packages.";
const RULE = `\n\n${"-".repeat(80)}\n\n`;

/**
 * Packages whose licences have the same words stand before them together.
 * @param {readonly import("./bundled-packages.cjs").BundledPackage[]} packages
 * @param {string} root the project's folder
 * @returns {string} the text of THIRD-PARTY-NOTICES.txt
 * @throws {Error} where a package has no text of its licence
 */
exports.thirdPartyNotices = (packages, root) => {
  /** @type {Map<string, string[]>} */
  const headsOf = new Map();
  for (const one of packages) {
    const texts = licenceTexts(join(root, one.path), one.name).join("\n");
    const head = [noticeHead(one), one.website ?? ""].join("\n");
    headsOf.set(texts, [...(headsOf.get(texts) ?? []), head]);
  }
  const notices = [...headsOf].map(([texts, heads]) => [...heads, "", texts].join("\n"));
  return `${[INTRO, ...notices].join(RULE)}\n`;
};

/** @param {Pick<import("./bundled-packages.cjs").BundledPackage, "name" | "version" | "licence">} one @returns {string} the line with which its notice begins */
const noticeHead = ({ name, version, licence }) => `${name} ${version} (${licence})`;
exports.noticeHead = noticeHead;

/**
 * The texts of a package's licence: its files of that name and its notices, else what its readme says under a heading of that name.
 * @param {string} folder
 * @param {string} name
 * @returns {string[]}
 */
function licenceTexts(folder, name) {
  const files = readdirSync(folder).filter((file) => /^(un)?licen[cs]e|^copying|^notice/i.test(file));
  const texts = files.sort().map((file) => readFileSync(join(folder, file), "utf8").trim());
  if (texts.some((text) => text.length >= SHORTEST_LICENCE_CHARS)) return texts;
  const said = licenceInReadme(folder);
  if (said === undefined) throw new Error(`${name} comes without the text of its licence and cannot be packaged`);
  return [...texts, said];
}
exports.licenceTexts = licenceTexts;

/** @param {string} folder */
function licenceInReadme(folder) {
  const readme = readdirSync(folder).find((file) => /^readme(\.|$)/i.test(file));
  if (readme === undefined) return undefined;
  const lines = readFileSync(join(folder, readme), "utf8").split(/\r?\n/);
  const start = lines.findIndex((line) => /^#+\s*licen[cs]e/i.test(line));
  if (start === -1) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("#"));
  const text = lines
    .slice(start + 1, length === -1 ? undefined : start + 1 + length)
    .join("\n")
    .trim();
  return text.length >= SHORTEST_LICENCE_CHARS ? text : undefined;
}
