import assert from "node:assert/strict";
import { jsonBody } from "./json-body";

describe("JSON as it is sent", () => {
  it("is as JSON writes it", () => {
    for (const value of [{ a: [1, "é🙂\0\n"] }, "C:\\users \\ud800 \\\\udc00", { "🙂": null }, {}])
      assert.equal(jsonBody(value), JSON.stringify(value));
  });

  it("has no half of a character in it, in texts as in names", () => {
    const sent = jsonBody({ "a\ud83d": ["x\ud83d", "\ude42\ud83d\ude42", "\\\ud800 \\ud800 \n"] });
    assert.deepEqual(JSON.parse(sent), { "a\ufffd": ["x\ufffd", "\ufffd🙂", "\\\ufffd \\ud800 \n"] });
    assert.ok(sent.isWellFormed());
  });
});
