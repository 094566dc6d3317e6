import { build, type BuildOptions, type Plugin } from "esbuild";
import { projectRoot } from "../../../scripts/paths.mjs";

/**
 * A script with all that it asks for, as the build makes it.
 * @param source of the script; what it imports is looked for from the project's folder
 */
export async function bundled(source: string, plugins: Plugin[], options: BuildOptions = {}): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: projectRoot, loader: "ts" },
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: "es2022",
    logLevel: "silent",
    absWorkingDir: projectRoot,
    plugins,
    ...options,
  });
  const [script] = outputFiles ?? [];
  if (!script) throw new Error("Nothing was built");
  return script.text;
}
