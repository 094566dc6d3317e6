import { strict as assert } from "node:assert";
import { matchesSearch, parseSearch, toFtsQuery, wordsOf } from "./search-terms";

const finds = (search: string, text: string): boolean => matchesSearch(parseSearch(search), wordsOf(text));

describe("search terms", () => {
  it("split at everything that is no letter or digit, without case and accents", () => {
    assert.deepEqual(wordsOf("Why does parseHeader(é_2) fail?"), ["why", "does", "parseheader", "e", "2", "fail"]);
  });

  it("must all be found, the last loose word as a beginning", () => {
    const text = "The parser rejects a header without a colon";
    assert.ok(finds("header pars", text));
    assert.ok(finds("PARSER col", text));
    assert.ok(!finds("pars header", text), "only the last word may go on");
    assert.ok(!finds("parser comma", text));
    assert.ok(!finds("header p", text), "a single letter is a word of its own");
  });

  it("take quoted words as a phrase", () => {
    const text = "a header without a colon";
    assert.ok(finds('"header without"', text));
    assert.ok(!finds('"without header"', text));
    assert.ok(!finds('"header with"', text), "no beginning within quotes");
    assert.ok(finds('"header without', text), "a quote that is still being typed");
  });

  it("find any run of letters that are written without spaces", () => {
    assert.ok(finds("编程", "我喜欢编程。"));
    assert.ok(!finds("程编", "我喜欢编程。"));
    assert.ok(finds("グラム", "プログラムを書く"));
  });

  it("become a query without operators", () => {
    assert.equal(toFtsQuery(parseSearch('NOT a:b* "x OR y" (z')), '"NOT" AND "a:b*" AND "x OR y" AND "(z"');
    assert.equal(toFtsQuery(parseSearch("one snake_case")), '"one" AND "snake_case" *');
    assert.equal(toFtsQuery(parseSearch("a\0b 编程")), '"a b" AND "编  程"');
    assert.deepEqual(parseSearch(' "" *** - '), []);
  });
});
