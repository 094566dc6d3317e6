// @ts-check

/**
 * Asks for the editor's API once. As it stands, esbuild asks anew in each of the fifty files that import it, and copies all names of the API each time, which took a
 * quarter of the extension's start. It copies what an object has of its own, not what that object inherits: so here the API is inherited.
 * @type {import("esbuild").Plugin}
 */
exports.editorOnce = {
  name: "editor-once",
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === "editor" ? { path: "vscode", external: true } : { path: "vscode", namespace: "editor" },
    );
    build.onLoad({ filter: /.*/, namespace: "editor" }, () => ({
      contents: `module.exports = Object.create(require("vscode"));`,
    }));
  },
};
