import assert from "node:assert/strict";
import { typed } from "./numbers";
import { speak } from "./t";

describe("a number in a field", () => {
  afterEach(() => speak("en", undefined));

  it("is written as somebody would type it in their language, every digit of it", () => {
    const written = (): string[] => [0.5, 1_000, 1e-7, 0.1 + 0.2].map(typed);
    assert.deepEqual(written(), ["0.5", "1000", "1e-7", "0.30000000000000004"]);
    speak("de", {});
    assert.deepEqual(written(), ["0,5", "1000", "1e-7", "0,30000000000000004"]);
  });
});
