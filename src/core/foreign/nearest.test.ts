import assert from "node:assert/strict";
import { nearest } from "./nearest";

const names = ["id", "type", "url", "model", "maxConcurrent", "contextLength", "organization", "headers", "proxy"];

describe("the name that was meant", () => {
  for (const [written, meant] of [
    ["modell", "model"],
    ["mdoel", "model"],
    ["Url", "url"],
    ["ulr", "url"],
    ["max_concurrent", "maxConcurrent"],
    ["context-lenght", "contextLength"],
    ["organisation", "organization"],
    ["header", "headers"],
    ["colour", undefined],
    ["x", undefined],
    ["", undefined],
    ["__proto__", undefined],
    ["model".repeat(100), undefined],
  ] as [string, string | undefined][])
    it(`of ${JSON.stringify(written.slice(0, 20))} is ${meant ?? "none"}`, () =>
      assert.equal(nearest(written, names), meant));
});
