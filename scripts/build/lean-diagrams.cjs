// @ts-check
const { dirname } = require("node:path");

const DAGRE = `
  import graphlib from "@dagrejs/graphlib";
  import layout from "../lib/layout.js";
  export default { graphlib, layout };`;

const GRAPHLIB = `
  exports.Graph = require("./lib/graph");
  exports.alg = { preorder: require("./lib/alg/preorder"), postorder: require("./lib/alg/postorder") };`;

/**
 * beautiful-mermaid asks for dagre as one script in which everything is, also the algorithms of graphs that no layout needs. Here it gets the modules that this script is
 * made of, and of them what lays out a graph.
 * @type {import("esbuild").Plugin}
 */
exports.leanDiagrams = {
  name: "lean-diagrams",
  setup(build) {
    build.onLoad({ filter: /\/@dagrejs\/dagre\/dist\/dagre\.js$/ }, ({ path }) => ({
      contents: DAGRE,
      resolveDir: dirname(path),
    }));
    build.onLoad({ filter: /\/@dagrejs\/graphlib\/index\.js$/ }, ({ path }) => ({
      contents: GRAPHLIB,
      resolveDir: dirname(path),
    }));
  },
};
