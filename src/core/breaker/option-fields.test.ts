import assert from "node:assert/strict";
import { described, readFields } from "./option-fields";

describe("the fields of options", () => {
  const refusal = (value: unknown): string => {
    try {
      readFields(value, "options", ["size"]);
    } catch (error) {
      assert.ok(error instanceof RangeError);
      return error.message;
    }
    return assert.fail("taken");
  };

  it("are each read once, whoever asks", () => {
    const reads: string[] = [];
    const given = new Proxy(
      { size: 3, none: undefined },
      { get: (target, field) => (reads.push(String(field)), Reflect.get(target, field)) },
    );
    assert.deepEqual(readFields(given, "options", ["size"]), { size: 3 });
    assert.deepEqual(reads, ["size", "none"]);
  });

  it("say what is wrong where they are none", () => {
    assert.equal(refusal(3), "options must be an object, but is 3");
    assert.equal(refusal({ seize: 3 }), 'options has no "seize"; known are size');
    const unreadable = {
      get size(): number {
        throw new RangeError("not said by whom");
      },
    };
    assert.equal(refusal(unreadable), "options must be an object that can be read");
  });
});

describe("a value in an error's words", () => {
  it("is JSON, or a name for what has none", () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    for (const [value, words] of [
      ['say "x"', '"say \\"x\\""'],
      [{ size: 3 }, '{"size":3}'],
      [null, "null"],
      [undefined, "undefined"],
      [10n, "10"],
      [NaN, "NaN"],
      [() => 1, "a function"],
      [class {}, "a function"],
      [{ toJSON: () => undefined }, "an object"],
      [circular, "an object"],
      [{ size: 10n }, "an object"],
    ] as const)
      assert.equal(described(value), words);
  });

  it("is cut where it is long", () => {
    assert.equal(described("x".repeat(198)), `"${"x".repeat(198)}"`);
    assert.equal(described("x".repeat(199)), `"${"x".repeat(199)}…`);
  });
});
