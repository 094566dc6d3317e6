import assert from "node:assert/strict";
import { answerMarkdown } from "./markdown-rules";

const html = (text: string): string => answerMarkdown().render(text).trim();

describe("how answers are read", () => {
  it("leaves formulas as they are written", () => {
    assert.equal(html("so \\(a_1 \\, b\\) and \\[\\int_0^1 x\\,dx\\]"), "<p>so \\(a_1 \\, b\\) and \\[\\int_0^1 x\\,dx\\]</p>");
    assert.equal(html("no \\*stars\\* and no \\_lines\\_"), "<p>no *stars* and no _lines_</p>");
  });

  it("gives tasks a box", () => {
    assert.equal(html("- [ ] to do\n- [x] done\n- plain [ ] text"), "<ul>\n<li>☐ to do</li>\n<li>☑ done</li>\n<li>plain [ ] text</li>\n</ul>");
  });

  it("takes nothing for HTML", () => {
    assert.equal(html("<b>x</b>"), "<p>&lt;b&gt;x&lt;/b&gt;</p>");
  });
});
