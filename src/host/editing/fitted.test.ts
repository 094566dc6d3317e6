import assert from "node:assert/strict";
import { fitted } from "./fitted";

const lines = (...text: string[]): string => text.join("\n");
const wholeLines = { unit: "  ", lineIndent: "", inLine: false };

describe("code in the place of other code", () => {
  it("is as far indented as what it replaces, however far the answer is", () => {
    const replaced = lines("  a();", "  b();");
    const wanted = lines("  if (x) {", "    a();", "  }");
    assert.equal(fitted(lines("if (x) {", "  a();", "}"), replaced, wholeLines), wanted);
    assert.equal(fitted(lines("      if (x) {", "        a();", "      }"), replaced, wholeLines), wanted);
    assert.equal(fitted(wanted, replaced, wholeLines), wanted);
  });

  it("ends with a line's end where what it replaces does", () => {
    assert.equal(fitted("b", "a\n", wholeLines), "b\n");
    assert.equal(fitted("b\n", "a\n", wholeLines), "b\n");
    assert.equal(fitted("b", "a", wholeLines), "b");
  });

  it("has the file's tabs, and the file's spaces", () => {
    const spaces = lines("if (x) {", "    a();", "    if (y) {", "        b();", "    }", "}");
    const tabs = lines("if (x) {", "\ta();", "\tif (y) {", "\t\tb();", "\t}", "}");
    assert.equal(fitted(spaces, "old", { ...wholeLines, unit: "\t" }), tabs);
    assert.equal(fitted(tabs, "old", { ...wholeLines, unit: "    " }), spaces);
    assert.equal(fitted(lines("f:", "    x"), "\told", { ...wholeLines, unit: "\t" }), lines("\tf:", "\t\tx"));
    assert.equal(
      fitted(lines("f:", "    x"), "old", { ...wholeLines, unit: "  " }),
      lines("f:", "    x"),
      "a level of the file's, twice",
    );
  });

  it("keeps an alignment that is no level", () => {
    assert.equal(
      fitted(lines("f(a,", "  b,", "   c)", "  d"), "old", { ...wholeLines, unit: "\t" }),
      lines("f(a,", "  b,", "   c)", "  d"),
    );
  });

  it("has line feeds alone, and no white space in blank lines", () => {
    assert.equal(fitted("a\r\n   \r\nb\r\n", "  old", wholeLines), "  a\n\n  b\n");
  });

  describe("that begins within a line", () => {
    const within = { unit: "    ", lineIndent: "        ", inLine: true };

    it("is indented from the line on", () => {
      const wanted = lines("if (x) {", "            a();", "        }");
      assert.equal(fitted(lines("if (x) {", "    a();", "}"), "old", within), wanted);
      assert.equal(fitted(lines("    if (x) {", "        a();", "    }"), "old", within), wanted);
    });

    it("stays as it is where the answer kept the file's indentation behind the first line", () => {
      const kept = lines("if (x) {", "            a();", "        }");
      assert.equal(fitted(kept, lines("if (y) {", "            b();", "        }"), within), kept);
    });
  });

  it("takes code that is empty, blank or one word", () => {
    assert.equal(fitted("", "  old\n", wholeLines), "\n");
    assert.equal(fitted("  \n", "  old", wholeLines), "\n");
    assert.equal(fitted("word", "", wholeLines), "word");
  });
});
