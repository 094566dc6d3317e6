// Runs the tests of one folder for Stryker: the breaker's, or those of the folder that MUTATE names, such as src/core/service/request. Its own mocha runner knows mocha up to version 11 only.
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import Mocha from "mocha";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** Fewer than in `npm test`: every mutant that survives runs them all. */
process.env.BREAKER_MODEL_SEQUENCES ??= "150";

const folder = process.env.MUTATE ?? "src/core/breaker";
/** They bundle files or compare with other libraries: slow, and nothing that the other tests do not see. */
const leftOut = ["bundle.test.ts", "peers.test.ts"];

/** The namespace in which Stryker's instrumented code looks up which mutant is on. */
const context = (globalThis.__stryker__ ??= {});

class MochaRunner {
  #loaded = false;
  #perTest = false;
  #mocha = new Mocha({ timeout: 0, reporter: class {} });

  capabilities() {
    return { reloadEnvironment: false };
  }

  init() {
    this.#mocha.cleanReferencesAfterRun(false);
    for (const file of readdirSync(folder, { recursive: true }))
      if (file.endsWith(".test.ts") && !leftOut.includes(file)) this.#mocha.addFile(resolve(join(folder, file)));
    const perTest = () => this.#perTest;
    this.#mocha.suite.beforeEach(function () {
      if (perTest()) context.currentTestId = this.currentTest.fullTitle();
    });
  }

  async dryRun({ coverageAnalysis, disableBail }) {
    this.#perTest = coverageAnalysis === "perTest";
    const result = await this.#run(!disableBail);
    this.#perTest = false;
    return { ...result, mutantCoverage: context.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, disableBail, hitLimit, mutantActivation }) {
    context.hitLimit = hitLimit;
    context.hitCount = hitLimit ? 0 : undefined;
    this.#mocha.grep(
      testFilter
        ? new RegExp(testFilter.map((name) => `^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`).join("|"))
        : /./,
    );
    return toMutantRunResult(await this.#run(!disableBail, activeMutant.id, mutantActivation));
  }

  async #run(bail, mutant, activation) {
    if (!this.#loaded) {
      context.activeMutant = activation === "static" ? mutant : undefined;
      try {
        await this.#mocha.loadFilesAsync();
      } catch (error) {
        return { status: DryRunStatus.Error, errorMessage: String(error) };
      }
      this.#loaded = true;
    }
    context.activeMutant = mutant;
    setBail(this.#mocha.suite, bail);
    const tests = [];
    await new Promise((done) => {
      let start = performance.now();
      const add = (test, more) => {
        const title = test.ctx?.currentTest?.fullTitle() ?? test.fullTitle();
        tests.push({ id: title, name: title, timeSpentMs: Math.round(performance.now() - start), ...more });
        start = performance.now();
      };
      this.#mocha
        .run(() => done())
        .on("pass", (test) => add(test, { status: TestStatus.Success }))
        .on("fail", (test, error) =>
          add(test, { status: TestStatus.Failed, failureMessage: String(error?.message || error) }),
        );
    });
    return determineHitLimitReached(context.hitCount, context.hitLimit) ?? { status: DryRunStatus.Complete, tests };
  }
}

function setBail(suite, bail) {
  suite.bail(bail);
  for (const child of suite.suites) setBail(child, bail);
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "breaker-mocha", MochaRunner)];
