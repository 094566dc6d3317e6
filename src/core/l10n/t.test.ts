import assert from "node:assert/strict";
import { count, dayAndMonth, dayOfWeek, decimal, listed, oneDecimal, twoDigits } from "./numbers";
import { language, speak, t, tWord } from "./t";

describe("the language that is spoken", () => {
  afterEach(() => speak("en", undefined));

  it("is English until another is told, and puts values into their places", () => {
    assert.equal(language(), "en");
    assert.equal(t("{0} of {1}", 3, "ten"), "3 of ten");
  });

  it("has its own words, and its own order of the values", () => {
    speak("de", { "{0} of {1}": "von {1} {0}", open: "offen" });
    assert.equal(t("{0} of {1}", 3, "ten"), "von ten 3");
    assert.equal(tWord("open"), "offen");
    assert.equal(t("not translated {0}", 1), "not translated 1");
  });

  it("looks at no value: neither for places nor for patterns", () => {
    speak("de", { "{0}: {1}": "{1} ({0})" });
    assert.equal(t("{0}: {1}", "{1}", "$& {0} $1"), "$& {0} $1 ({1})");
    assert.equal(t("{0} {2}", "a"), "a {2}");
  });

  it("takes nothing for a text that is only inherited", () => {
    speak("de", {});
    for (const word of ["toString", "constructor", "__proto__"]) assert.equal(tWord(word), word);
  });

  it("is English where there are no translations, and where numbers could not be written in it", () => {
    for (const [tag, texts] of [
      ["fr", undefined],
      ["qps-ploc", { open: "ööpen" }],
      ["no such language", { open: "x" }],
      ["", { open: "x" }],
    ] as const) {
      speak(tag, texts);
      assert.equal(language(), "en", tag);
      assert.equal(t("open"), "open", tag);
    }
  });

  const written = (): string[] => {
    const day = new Date(2026, 10, 3, 23, 59).getTime();
    return [
      count(12_345),
      decimal(1.44),
      decimal(2),
      decimal(12_345.6),
      oneDecimal(2),
      twoDigits(0.4249),
      listed(["a", "b", "c"]),
      dayAndMonth(day),
      dayOfWeek(day),
    ];
  };

  it("writes numbers, lists and days its own way", () => {
    assert.deepEqual(written(), ["12,345", "1.4", "2", "12345.6", "2.0", "0.42", "a, b and c", "3 Nov", "Tue"]);
    speak("de", {});
    assert.deepEqual(written(), ["12.345", "1,4", "2", "12345,6", "2,0", "0,42", "a, b und c", "3. Nov.", "Di"]);
    speak("zh-cn", {});
    assert.deepEqual(written(), ["12,345", "1.4", "2", "12345.6", "2.0", "0.42", "a、b和c", "11月3日", "周二"]);
  });
});
