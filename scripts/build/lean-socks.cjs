// @ts-check
const { readFileSync } = require("node:fs");
const { otherwise } = require("./otherwise.cjs");

/**
 * The SOCKS protocol has unsigned numbers only, of at most 32 bits, the highest byte first.
 * @type {readonly (readonly [string | RegExp, string])[]}
 */
const OTHER_NUMBERS = [
  [/^ {4}(?:read|write|insert)(?!UInt(?:8|16BE|32BE)\()(?:Big|U?Int|Float|Double)\w*\([^]*?^ {4}\}\n/gm, ""],
];

/**
 * Connections over several proxies in a row, and datagrams.
 * @type {readonly (readonly [string | RegExp, string])[]}
 */
const NOT_CALLED = [[/^ {4}static (?:createConnectionChain|createUDPFrame|parseUDPFrame)\([^]*?^ {4}\}\n/gm, ""]];

/**
 * What the SOCKS client and the buffer that it reads and writes can do beside connecting through a proxy.
 * @type {import("esbuild").Plugin}
 */
exports.leanSocks = {
  name: "lean-socks",
  setup(build) {
    build.onLoad({ filter: /\/smart-buffer\/build\/smartbuffer\.js$/ }, ({ path }) => ({
      contents: otherwise(readFileSync(path, "utf8"), "smart-buffer", OTHER_NUMBERS),
    }));
    build.onLoad({ filter: /\/socks\/build\/client\/socksclient\.js$/ }, ({ path }) => ({
      contents: otherwise(readFileSync(path, "utf8"), "socks", NOT_CALLED),
    }));
  },
};
