// @ts-check
/** The folder whose tests are judged, without a slash at the end: `MUTATE=src/core/service/request npm run mutation`. */
const folder = process.env.MUTATE ?? "src/core/breaker";

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  testRunner: "breaker-mocha",
  plugins: ["./test/mutation/mocha-runner.mjs"],
  mutate: [`${folder}/**/*.ts`, `!${folder}/**/*.test.ts`, "!src/core/breaker/types.ts"],
  testRunnerNodeArgs: ["--import=tsx"],
  coverageAnalysis: "perTest",
  concurrency: 1,
  timeoutMS: 4000,
  reporters: ["progress-append-only", "clear-text", "html"],
  clearTextReporter: {
    allowColor: false,
    reportTests: false,
    allowEmojis: false,
  },
  htmlReporter: {
    fileName: "reports/mutation/index.html",
  },
  tempDirName: ".stryker-tmp",
  thresholds: {
    high: 95,
    low: 90,
    break: folder === "src/core/breaker" ? 90 : 85,
  },
  ignorePatterns: [
    "/dist",
    "/out",
    "/.vscode-test",
    "/coverage",
    "/reports",
    "/test-artifacts",
    "/media",
    "/scripts",
    "/.git",
  ],
  ignoreStatic: true,
  disableTypeChecks: false,
};
