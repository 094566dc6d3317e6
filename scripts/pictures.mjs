// @ts-check
/** `npm run pictures`: takes the pictures of README and walkthrough anew, by the end-to-end test that goes through the first run. */
process.env["LLM_BREAKER_PICTURES"] = "write";
process.argv[2] = "test/e2e/first-run.test.ts";
await import("./test-e2e.mjs");
