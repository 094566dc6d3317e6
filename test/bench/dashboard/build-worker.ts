import { build } from "esbuild";

/** Bundles the history's worker as the extension ships it. */
export async function buildHistoryWorker(outfile: string): Promise<void> {
  await build({ entryPoints: ["src/node/history/history-worker.ts"], outfile, bundle: true, minify: true, platform: "node", format: "cjs", target: "node20", logLevel: "warning" });
}
