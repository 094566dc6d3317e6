import assert from "node:assert/strict";
import { speak } from "../../core/l10n/t";
import { pageHtml } from "./page-html";

describe("pageHtml", () => {
  const html = pageHtml({
    title: "LLM Answer",
    cspSource: "https://page.example",
    nonce: "abc",
    script: "https://page.example/answer.js",
    style: "https://page.example/answer.css",
  });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";

  it("lets nothing run but its own script, and nothing load but its own style", () => {
    assert.equal(policy, "default-src 'none'; style-src https://page.example; script-src 'nonce-abc';");
    assert.deepEqual(
      [...html.matchAll(/<script[^>]*>/g)].map(([tag]) => tag),
      ['<script nonce="abc" src="https://page.example/answer.js">'],
    );
    assert.doesNotMatch(html, /<style|style=|onload|onclick/);
  });

  it("lets a page load later what it names, from where its script is, and nothing else", () => {
    const withMore = pageHtml({
      title: "LLM Answer",
      cspSource: "https://page.example",
      nonce: "abc",
      script: "a.js",
      style: "a.css",
      later: { highlighter: "https://page.example/w.js", "math-style": "https://page.example/m.css" },
    });
    assert.match(
      withMore,
      /content="default-src 'none'; style-src https:\/\/page.example; script-src 'nonce-abc'; connect-src https:\/\/page.example; worker-src blob:; font-src https:\/\/page.example; img-src data:;"/,
    );
    assert.match(
      withMore,
      /<script nonce="abc" src="a.js" data-highlighter="https:\/\/page.example\/w.js" data-math-style="https:\/\/page.example\/m.css">/,
    );
  });

  it("gives the page its texts as data that nothing in them can end", () => {
    assert.match(html, /<html lang="en">/);
    assert.doesNotMatch(html, /l10n/);
    const texts = { Stop: "</script><script>alert(1)</script>", Copy: "<!-- “{0}” \u2028" };
    speak("de", texts);
    const german = pageHtml({ title: "", cspSource: "", nonce: "abc", script: "a.js", style: "a.css" });
    speak("en", undefined);
    assert.match(german, /<html lang="de">/);
    assert.deepEqual(
      [...german.matchAll(/<\/?script[^>]*>|<!--/g)].map(([tag]) => tag),
      ['<script type="application/json" id="l10n">', "</script>", '<script nonce="abc" src="a.js">', "</script>"],
    );
    const [, json] = /id="l10n">([^<]*)</.exec(german) ?? [];
    assert.deepEqual(JSON.parse(json ?? ""), texts);
  });
});
