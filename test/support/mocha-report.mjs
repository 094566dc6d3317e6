// @ts-check
import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/**
 * @typedef {object} TestCounts
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} pending
 * @property {{ title: string, file: string | undefined }[]} [failures]
 */

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
    /** @type {{ title: string, file: string | undefined }[]} */
    const failures = [];
    runner.on("pass", () => counts.passed++);
    runner.on("fail", (test) => {
      counts.failed++;
      failures.push({ title: test.fullTitle(), file: test.file ?? test.parent?.file });
    });
    runner.on("pending", (test) => counts.pending.push(test.fullTitle()));
    runner.once("end", () => writeFileSync(file, JSON.stringify({ ...counts, failures })));
  }
}
