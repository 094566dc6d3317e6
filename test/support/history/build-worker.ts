import { build } from "esbuild";

const common = { bundle: true, platform: "node", format: "cjs", target: "node20", logLevel: "warning" } as const;

/** Bundles the history's worker as the extension ships it. */
export async function buildHistoryWorker(outfile: string): Promise<void> {
  await build({ ...common, entryPoints: ["src/node/history/worker/history-worker.ts"], outfile, minify: true });
}

/** Bundles a script, so that a child process starts at once. */
export async function buildScript(entry: string, outfile: string): Promise<void> {
  await build({ ...common, entryPoints: [entry], outfile });
}
