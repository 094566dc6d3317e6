// @ts-check
const { readFileSync } = require("node:fs");

/**
 * A module of constants, cut down to those that are read: esbuild cannot shake what is asked for by `require`.
 * @param {string} path of the module with all of them
 * @param {string} reader path of the one file that reads them
 * @param {string} called what it calls them
 * @returns {string} source of a CommonJS module
 * @throws {Error} when nothing is read: the reader calls them something else by now
 */
exports.constantsRead = (path, reader, called) => {
  /** @type {Record<string, unknown>} */
  const all = require(path);
  const read = Array.from(readFileSync(reader, "utf8").matchAll(new RegExp(`\\b${called}\\.(\\w+)`, "g")));
  const names = new Set(read.map(([, name = ""]) => name).filter((name) => Object.hasOwn(all, name)));
  if (names.size === 0) throw new Error(`${reader} reads nothing of ${path}`);
  return [...names].map((name) => `exports.${name} = ${JSON.stringify(all[name])};`).join("\n");
};
