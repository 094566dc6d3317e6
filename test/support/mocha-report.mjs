// @ts-check
import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** @typedef {{ passed: number, failed: number, pending: string[] }} TestCounts */

/** The spec report for people, and the counts for the test command, in the file that `LLM_BREAKER_TEST_COUNTS` names. */
export default class CountingReport extends Mocha.reporters.Spec {
  /**
   * @param {import("mocha").Runner} runner
   * @param {import("mocha").MochaOptions} [options]
   */
  constructor(runner, options) {
    super(runner, options);
    const file = process.env["LLM_BREAKER_TEST_COUNTS"];
    if (!file) return;
    /** @type {TestCounts} */
    const counts = { passed: 0, failed: 0, pending: [] };
    runner.on("pass", () => counts.passed++);
    runner.on("fail", () => counts.failed++);
    runner.on("pending", (test) => counts.pending.push(test.fullTitle()));
    runner.once("end", () => writeFileSync(file, JSON.stringify(counts)));
  }
}
