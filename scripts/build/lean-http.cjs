// @ts-check
const { readFileSync } = require("node:fs");
const { constantsRead } = require("./constants-read.cjs");

/**
 * What undici's client brings along and what never runs here: HTTP/2 (`allowH2` is off), fetch's bodies (ours are texts), its parser for
 * processors with SIMD beside the one for all, which is as quick with answers that trickle in, and the parser's tables but the two that are read.
 * The parser itself becomes a file of its own beside the bundle: as base64 in a script it takes half as much again.
 * @type {import("esbuild").Plugin}
 */
exports.leanHttp = {
  name: "lean-http",
  setup(build) {
    build.onResolve({ filter: /\/(client-h2|web\/fetch\/body)\.js$/ }, ({ path }) => ({ path, namespace: "unused" }));
    build.onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "module.exports = {};" }));
    build.onLoad({ filter: /\/llhttp\/constants\.js$/ }, ({ path }) => ({
      contents: constantsRead(path, path.replace("llhttp/constants.js", "dispatcher/client-h1.js"), "constants"),
    }));
    build.onResolve({ filter: /\/llhttp_simd-wasm\.js$/ }, ({ path, resolveDir, kind }) =>
      build.resolve(path.replace("llhttp_simd", "llhttp"), { resolveDir, kind }),
    );
    build.onLoad({ filter: /\/llhttp-wasm\.js$/ }, ({ path }) => ({
      contents: `
        const { readFileSync } = require("node:fs");
        const { join } = require("node:path");
        module.exports = readFileSync(join(__dirname, require(${JSON.stringify(`${path}?binary`)})));`,
    }));
    build.onResolve({ filter: /\/llhttp-wasm\.js\?binary$/ }, ({ path }) => ({
      path: path.replace("-wasm.js?binary", ".wasm"),
      namespace: "parser",
    }));
    build.onLoad({ filter: /.*/, namespace: "parser" }, ({ path }) => ({
      contents: parserIn(path.replace(".wasm", "-wasm.js")),
      loader: "file",
    }));
  },
};

/**
 * @param {string} script in which the parser is, in base64
 * @returns {Uint8Array}
 */
function parserIn(script) {
  const [, base64 = ""] = /wasmBase64 = '([^']+)'/.exec(readFileSync(script, "utf8")) ?? [];
  const parser = Buffer.from(base64, "base64");
  if (!WebAssembly.validate(parser)) throw new Error(`There is no parser in ${script}`);
  return parser;
}
