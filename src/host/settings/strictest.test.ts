import assert from "node:assert/strict";
import { strictest } from "./strictest";

describe("of what the scopes say about staying local", () => {
  for (const [values, on] of [
    [[], false],
    [[undefined, undefined], false],
    [[false, undefined, false], false],
    [[true], true],
    [[false, true, false], true],
    [[true, false], true],
    [[undefined, false, undefined, true], true],
  ] as [unknown[], boolean][])
    it(`${JSON.stringify(values)} is ${on}`, () => assert.deepEqual(strictest(values), { on, unreadable: undefined }));

  for (const value of ["true", "false", "", 0, 1, null, [], {}])
    it(`${JSON.stringify(value)} may mean either, so that all stays local`, () =>
      assert.deepEqual(strictest([false, value]), { on: true, unreadable: { value } }));
});
