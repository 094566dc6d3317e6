import assert from "node:assert/strict";
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
});
