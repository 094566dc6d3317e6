import assert from "node:assert/strict";
import { tinyGguf } from "./tiny-gguf";

describe("tiny model file", () => {
  it("is a GGUF of version 3, the same for the same seed", () => {
    const file = tinyGguf({ seed: 1 });
    assert.equal(file.toString("latin1", 0, 4), "GGUF");
    assert.equal(file.readUInt32LE(4), 3);
    assert.equal(file.readBigUInt64LE(8), 21n);
    assert.ok(file.equals(tinyGguf({ seed: 1 })));
    assert.ok(!file.equals(tinyGguf({ seed: 2 })));
  });
});
