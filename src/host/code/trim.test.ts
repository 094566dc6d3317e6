import assert from "node:assert/strict";
import { looksBinary, trimAround } from "./trim";

describe("trimAround", () => {
  it("leaves a text that fits as it is", () => {
    assert.deepEqual(trimAround("a\nb", 0, 10), { text: "a\nb", from: 0, to: 1, totalLines: 2, trimmed: false });
  });

  it("keeps whole lines on both sides of the focus", () => {
    const text = Array.from({ length: 100 }, (_, index) => `line ${String(index).padStart(2, "0")}`).join("\n");
    const excerpt = trimAround(text, 50, 40);
    assert.equal(excerpt.trimmed, true);
    assert.ok(excerpt.from <= 50 && excerpt.to >= 50);
    assert.equal(
      excerpt.text,
      text
        .split("\n")
        .slice(excerpt.from, excerpt.to + 1)
        .join("\n"),
    );
    assert.ok(excerpt.text.length <= 40);
  });

  it("uses the whole budget at the end of a file", () => {
    const text = Array.from({ length: 100 }, () => "x".repeat(9)).join("\n");
    const excerpt = trimAround(text, 99, 100);
    assert.equal(excerpt.to, 99);
    assert.equal(excerpt.to - excerpt.from + 1, 10);
  });

  it("cuts a single line that is longer than the budget, and takes a focus outside the text", () => {
    assert.equal(trimAround("x".repeat(5_000_000), 12, 1000).text.length, 1000);
  });

  it("takes 5 MB in well under a second", () => {
    const text = "const answer = 42;\n".repeat(270_000);
    const before = performance.now();
    assert.ok(trimAround(text, 135_000, 16_000).text.length <= 16_000);
    assert.ok(performance.now() - before < 1000);
  });
});

describe("looksBinary", () => {
  it("knows NUL characters and bytes that are no UTF-8", () => {
    assert.equal(looksBinary("GIF89a\0\u0001"), true);
    assert.equal(looksBinary("\uFFFD".repeat(200)), true);
  });

  it("takes text in any script for text, a stray replacement character too", () => {
    assert.equal(looksBinary("const grüße = “日本語”; // \uFFFD"), false);
    assert.equal(looksBinary(""), false);
  });
});
