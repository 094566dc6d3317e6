// @ts-check
/**
 * The places of values in a text, each once, in their order: `{0}`, `{1}`.
 * @param {string} text
 * @returns {string[]}
 */
export function placeholdersOf(text) {
  return [...new Set(text.match(/\{\d\}/g) ?? [])].sort();
}

/**
 * What of a text in the code must stay: its values, and characters of which Markdown makes links (the status item's tooltip has no links with a bracket too many in it).
 * @param {string} text
 * @returns {string[]}
 */
export function valuesAndMarksOf(text) {
  return [...placeholdersOf(text), ...new Set(text.match(/[[\]<]/g) ?? [])].sort();
}

/**
 * What of a text of the manifest is no language and must stay as it is: code, links of commands and of the web, variables, names of commands.
 * @param {string} text
 * @returns {string[]}
 */
export function fixedPartsOf(text) {
  return [...new Set(text.match(/`[^`]+`|\]\([^)]+\)|\$\{\w+\}/g) ?? [])].sort();
}
