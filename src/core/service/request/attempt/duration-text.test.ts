import assert from "node:assert/strict";
import { durationText } from "./duration-text";

describe("a duration in a message", () => {
  for (const [ms, text] of [
    [0, "0 ms"],
    [350.4, "350 ms"],
    [999.4, "999 ms"],
    [999.5, "1 s"],
    [1_000, "1 s"],
    [1_449, "1.4 s"],
    [9_949, "9.9 s"],
    [9_950, "10 s"],
    [12_000, "12 s"],
    [119_499, "119 s"],
    [119_500, "2 min"],
    [180_000, "3 min"],
  ] as const)
    it(`is ${text} for ${ms} ms`, () => assert.equal(durationText(ms), text));
});
