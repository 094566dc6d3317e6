// @ts-check
/** What is wrong with the texts of a language, beside the English ones. */
import { columnsOf } from "./places.mjs";

/**
 * @typedef {object} Wanted an English text
 * @property {string} english
 * @property {{ what: string, most: number } | undefined} room where that is short
 *
 * @typedef {Readonly<Record<string, unknown>>} Bundle texts by their keys
 */

/**
 * @param {string} file the bundle's, for the messages
 * @param {Bundle} bundle
 * @param {ReadonlyMap<string, Wanted>} wanted by key
 * @param {(text: string) => string[]} fixedOf what of a text is the same in every language
 * @returns {string[]} a sentence for each mistake
 */
export function compare(file, bundle, wanted, fixedOf) {
  const mistakes = [];
  for (const [key, { english, room }] of wanted) {
    const text = Object.hasOwn(bundle, key) ? bundle[key] : undefined;
    if (typeof text !== "string" || text.trim() === "") {
      mistakes.push(`${file}: missing: ${shown(key)}`);
      continue;
    }
    const [here, there] = [fixedOf(text), fixedOf(english)].map((parts) => parts.join(" "));
    if (here !== there)
      mistakes.push(`${file}: has ${here || "no values"} instead of ${there || "none"}: ${shown(key)}`);
    const columns = columnsOf(text);
    if (room && columns > room.most)
      mistakes.push(`${file}: too long for a ${room.what}, ${columns} columns of ${room.most}: ${shown(text)}`);
  }
  for (const key of Object.keys(bundle)) if (!wanted.has(key)) mistakes.push(`${file}: unused: ${shown(key)}`);
  return mistakes;
}

/** @param {string} text */
function shown(text) {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 99)}…` : text);
}
