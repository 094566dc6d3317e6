// @ts-check
const { mkdir, writeFile } = require("node:fs/promises");
const { dirname } = require("node:path");

/**
 * Code is cut into chunks by esbuild only where it is made of ES modules, and VS Code takes an extension's ES modules through hooks that look at each
 * import on a thread of their own. So the chunks become CommonJS when they are cut: imports of one another become `require`.
 * @type {import("esbuild").Plugin}
 */
exports.asCommonJs = {
  name: "as-common-js",
  setup(build) {
    const { initialOptions, esbuild } = build;
    const { write = true, minify = false, sourcemap = false, target = "esnext" } = initialOptions;
    if (!write) return;
    initialOptions.write = false;
    // The second round reads the map of the first one out of the script, and carries it on.
    if (sourcemap) initialOptions.sourcemap = "inline";
    build.onEnd(async ({ outputFiles = [] }) => {
      for (const { path, text, contents } of outputFiles) {
        await mkdir(dirname(path), { recursive: true });
        if (!path.endsWith(".js")) {
          await writeFile(path, contents);
          continue;
        }
        const { code } = await esbuild.transform(text, {
          format: "cjs",
          platform: "node",
          supported: { "dynamic-import": false },
          target,
          minify,
          sourcemap: sourcemap ? "inline" : false,
        });
        await writeFile(path, code);
      }
    });
  },
};
