import assert from "node:assert/strict";
import fc from "fast-check";
import { countHidden, replaceHidden, revealed } from "../../src/core/foreign/hidden-characters";
import { agreed } from "../../src/host/answer-panel/hidden-in-code";

const tags = [..."run"].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join("");
const selectors = "\ufe01\ufe02\ufe03";

/** Code that reads differently from what it does, with what it hides. */
const attacks: [wish: string, code: string, hidden: Record<string, number>][] = [
  [
    "comments out a check that seems to be code",
    'if (role !== "user\u202e \u2066// admin only\u2069 \u2066") {',
    { "U+202E": 1, "U+2066": 2, "U+2069": 1 },
  ],
  [
    "names a variable that looks like another",
    "const is\u200bAdmin = true, ad\u2060min = 1, a\u034fb = 2;",
    { "U+200B": 1, "U+2060": 1, "U+034F": 1 },
  ],
  [
    "takes a letter that is blank for a variable",
    "const { timeout,\u3164 } = query; \uffa0\u115f\u2800",
    { "U+3164": 1, "U+FFA0": 1, "U+115F": 1, "U+2800": 1 },
  ],
  ["smuggles orders to the next model in tags", `ok${tags}`, { "U+E0072": 1, "U+E0075": 1, "U+E006E": 1 }],
  [
    "smuggles bytes in variation selectors behind an emoji",
    `😀\ufe0f${selectors}`,
    { "U+FE01": 1, "U+FE02": 1, "U+FE03": 1 },
  ],
  ["smuggles bytes in a row of joiners", "می\u200c\u200c\u200d\u200cخ 👨\u200d\u200d👩", { "U+200C": 3, "U+200D": 3 }],
  [
    "makes one selector excuse the next joiner",
    "a\ufe0f\u200d😀 a\u180b\u180c\u200d",
    { "U+FE0F": 1, "U+200D": 2, "U+180B": 1, "U+180C": 1 },
  ],
  [
    "ends a comment by a line end that editors do not draw",
    "// safe\u2028evil()\u2029evil()\u0085x",
    { "U+2028": 1, "U+2029": 1, "U+0085": 1 },
  ],
  [
    "controls the terminal that prints the file",
    "echo \u001b[2Kfine\u0008\u0000\u009b",
    { "U+001B": 1, "U+0008": 1, "U+0000": 1, "U+009B": 1 },
  ],
  [
    "breaks a word by marks of direction",
    "pay\u200epal \u200f\u061c\u00ad\ufeff",
    { "U+200E": 1, "U+200F": 1, "U+061C": 1, "U+00AD": 1, "U+FEFF": 1 },
  ],
  ["joins Latin letters", "pass\u200dword pass\u200cword", { "U+200D": 1, "U+200C": 1 }],
  ["leaves half a character", "a\ud800b", { "U+D800": 1 }],
];

describe("An attacker whose answer is inserted as code", () => {
  for (const [wish, code, hidden] of attacks) {
    it(wish, async () => {
      assert.deepEqual(Object.fromEntries(countHidden(code)), hidden);
      const asked: string[] = [];
      const answering =
        (label?: string) =>
        (message: string, detail: string, ...buttons: string[]) => {
          asked.push(message, detail);
          assert.deepEqual(buttons, ["Insert Anyway", "Insert Without Them"]);
          return Promise.resolve(label);
        };
      assert.equal(await agreed(code, answering()), undefined, "nothing is inserted without a yes");
      assert.equal(await agreed(code, answering("Insert Anyway")), code);
      const without = await agreed(code, answering("Insert Without Them"));
      assert.equal(countHidden(without ?? "").size, 0);
      assert.match(asked[0] ?? "", /that cannot be seen\. Insert it\?$/);
      for (const [number, count] of Object.entries(hidden).slice(0, 5))
        assert.ok(asked[1]?.includes(`${count} × ${number}`), asked[1]);
    });
  }

  it("is answered by a habit of pressing yes, because harmless code is asked about too", async () => {
    const harmless = ["const größe = 'Zoë';\n\tif (x) {}\r\n", "// می‌خواهم, क्‍ष, 👨‍👩‍👧‍👦 ❤️‍🔥 👍🏽 1️⃣ ☺︎ 葛󠄀", ""];
    for (const code of harmless) assert.equal(await agreed(code, () => assert.fail("asked")), code);
  });

  it("hides in what is left when the hidden is taken out or shown", () => {
    const character = fc.constantFrom(
      "a",
      "😀",
      "👍",
      "🏽",
      "می",
      "क",
      "ᠠ",
      "葛",
      "\ufe0f",
      "\ufe0e",
      "\ufe00",
      "\u{e0100}",
      "\u200d",
      "\u200c",
      "\u180b",
      "\u17b4",
      "1",
      "\u20e3",
      "\u202e",
      "\ud83d",
      "\udc00",
    );
    fc.assert(
      fc.property(fc.array(character, { maxLength: 12 }), (parts) => {
        assert.equal(countHidden(revealed(parts.join(""))).size, 0);
        assert.equal(countHidden(replaceHidden(parts.join(""), () => "")).size, 0);
      }),
      { numRuns: 3000 },
    );
  });

  it("makes the look at his answer slow: each character is looked at once, with at most three neighbours", () => {
    let looked = 0;
    replaceHidden("\ufe0f\u200d".repeat(50_000), (character) => {
      looked++;
      return character;
    });
    assert.equal(looked, 100_000);
  });
});
