import { strict as assert } from "node:assert";
import { duration, retryAfterFromBody, retryAfterFromHeaders } from "./retry-after";

const now = Date.parse("2026-03-01T12:00:00Z");
const headers = (given: Record<string, string>): number | undefined => retryAfterFromHeaders(given, now);

describe("the wait an answer asks for", () => {
  const cases: [string, Record<string, string>, number | undefined][] = [
    ["nothing", {}, undefined],
    ["milliseconds", { "retry-after-ms": "1500", "retry-after": "2" }, 1_500],
    ["Azure's milliseconds", { "x-ms-retry-after-ms": "250" }, 250],
    ["seconds", { "retry-after": "12" }, 12_000],
    ["part of a second", { "retry-after": "0.5" }, 500],
    ["a date", { "retry-after": "Sun, 01 Mar 2026 12:00:30 GMT" }, 30_000],
    ["a date that has passed", { "retry-after": "Sun, 01 Mar 2026 11:00:00 GMT" }, undefined],
    ["nonsense", { "retry-after": "soon" }, undefined],
    ["a date as it was written once", { "retry-after": "Sunday, 01-Mar-26 12:00:30 GMT" }, 30_000],
    ["a date of C's asctime, which is UTC", { "retry-after": "Sun Mar  1 12:00:30 2026" }, 30_000],
    ["a negative number", { "retry-after": "-1 day" }, undefined],
    ["a bare negative number", { "retry-after": "-5" }, undefined],
    ["words with a number", { "retry-after": "about 10" }, undefined],
    ["a lone year", { "retry-after": "2026-" }, undefined],
    ["words in the reset", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "in May 3" }, undefined],
    ["a duration", { "retry-after": "1m30s" }, 90_000],
    [
      "the reset of what is used up",
      { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s" },
      360_000,
    ],
    [
      "no reset of what is left",
      { "x-ratelimit-remaining-requests": "5", "x-ratelimit-reset-requests": "6m0s" },
      undefined,
    ],
    [
      "the longer of two",
      {
        "x-ratelimit-remaining-a": "0",
        "x-ratelimit-reset-a": "1s",
        "x-ratelimit-remaining-b": "0",
        "x-ratelimit-reset-b": "120ms",
      },
      1_000,
    ],
    [
      "OpenRouter's epoch in milliseconds",
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now + 5_000) },
      5_000,
    ],
    ["an epoch in seconds", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now / 1_000 + 5) }, 5_000],
    [
      "Anthropic's date",
      { "anthropic-ratelimit-tokens-remaining": "0", "anthropic-ratelimit-tokens-reset": "2026-03-01T12:00:07Z" },
      7_000,
    ],
  ];
  for (const [name, given, ms] of cases)
    it(`is read from the headers: ${name}`, () => assert.equal(headers(given), ms));

  it("takes a date without a zone for GMT, wherever the machine is", () => {
    const { TZ } = process.env;
    process.env.TZ = "America/New_York";
    try {
      assert.equal(headers({ "retry-after": "Sun Mar  1 12:00:30 2026" }), 30_000);
    } finally {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    }
  });

  const texts: [string, number | undefined][] = [
    ["Please try again in 7m12.5s. Need more tokens?", 432_500],
    ["Please try again in 350ms.", 350],
    ["Rate limit. Try again in 20 seconds.", 20_000],
    ["Please retry after 3", 3_000],
    ["Please retry in 48.123s.", 48_123],
    ["Try again in 2 minutes", 120_000],
    ["Try again later", undefined],
    ["Try again in a while", undefined],
    ["", undefined],
  ];
  for (const [text, ms] of texts)
    it(`is read from the text "${text}"`, () => assert.equal(retryAfterFromBody(text, []), ms));
  it("is read from Gemini's details", () =>
    assert.equal(retryAfterFromBody("x", [null, {}, { "@type": "RetryInfo", retryDelay: "48s" }]), 48_000));

  it("reads durations as Go writes them", () => {
    assert.deepEqual(["1s", "1m0s", "1h2m3.5s", "120ms", "2d", "", "1x", "s", "1s and more"].map(duration), [
      1_000,
      60_000,
      3_723_500,
      120,
      172_800_000,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
