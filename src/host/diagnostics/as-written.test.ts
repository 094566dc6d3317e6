import assert from "node:assert/strict";
import { asWritten } from "./as-written";

describe("words of a report", () => {
  for (const [text, written] of [
    ["", ""],
    ["1.139.1 (server-distro, web)", "1.139.1 (server-distro, web)"],
    ["yes/yes/?", "yes/yes/?"],
    ["2026-11-29T16:44:12.424Z", "2026-11-29T16:44:12.424Z"],
    ["http://127.0.0.1:43505/v1", "`http://127.0.0.1:43505/v1`"],
    ["llama3.2:latest", "`llama3.2:latest`"],
    ["a_b_c *x* <img> @me #1 :smile:", "`a_b_c *x* <img> @me #1 :smile:`"],
    ["www.example.org", "`www.example.org`"],
    ["- no list", "`- no list`"],
    ["a | b", "a &#124; b"],
    ["a `b` c", "a &#96;b&#96; c"],
    ["two\nlines \u202e", "`two lines ⟨U+202E⟩`"],
  ])
    it(`of ${JSON.stringify(text)} can be read drawn and as they are`, () => assert.equal(asWritten(text!), written));
});
