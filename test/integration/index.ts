import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type MochaClass from "mocha";
import { report } from "./report";

const projectRoot = resolve(__dirname, "../../..");

/** Which files: a part of their names, or all tests; what measures, and what needs an editor of its own, is run only when it is named. */
const wanted = process.env["LLM_BREAKER_TEST_FILES"];
const isForAll = (file: string): boolean => file.endsWith(".test.js") && !file.startsWith("no-network");
const isWanted = (file: string): boolean =>
  /\.(?:test|bench)\.js$/.test(file) && (wanted ? file.includes(wanted) : isForAll(file));

/** Runs every bundled suite beside this file with mocha, inside VS Code's extension host. VS Code calls it and waits for it. */
export async function run(): Promise<void> {
  // Mocha 12 is ESM only, and this bundle is CommonJS. By path, so that the bundler leaves these imports as they are.
  const { default: Mocha } = (await import("mocha")) as unknown as { default: typeof MochaClass };
  const reporter = pathToFileURL(join(projectRoot, "test/support/mocha-report.mjs")).href;
  const { default: CountingReport } = (await import(reporter)) as { default: MochaClass.ReporterConstructor };

  Mocha.reporters.Base.consoleLog = report;
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 30_000,
    forbidOnly: Boolean(process.env["CI"]),
    reporter: CountingReport,
  });
  for (const file of readdirSync(__dirname)) if (isWanted(file)) mocha.addFile(join(__dirname, file));
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((done) => mocha.run(done));
  if (failures > 0) throw new Error(`${failures} integration tests failed`);
}
