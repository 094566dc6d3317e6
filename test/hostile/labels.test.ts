import assert from "node:assert/strict";
import MarkdownIt from "markdown-it";
import fc from "fast-check";
import { asMarkdown, iconLabel } from "../../src/core/foreign/foreign-text";
import { logLine } from "../../src/host/log/log-line";
import { LogTail } from "../../src/host/log/log-tail";
import { silentLogger } from "../../src/core/ports/logger";
import { hasOnlyOwnLinks, TOOLTIP_COMMANDS, tooltipMarkdown } from "../../src/host/status-bar/tooltip";
import { statusView } from "../../src/host/status-bar/view";
import { endpointStatus } from "../unit/support/endpoint-status";
import { assertHarmless, editorIcons, liveText } from "./support/editor-text";

const now = 1_800_000_000_000;
const names = [
  "$(pass)",
  "x $(loading~spin) y",
  "$(er\u200bror)",
  "a$(zap)b".repeat(20),
  "cloud\u202eoof",
  "a\nb",
  "[x](command:evil)",
  "😀".repeat(40),
  "\\$(zap)",
  "$($(zap))",
];

describe("An attacker who names an endpoint or a model", () => {
  for (const name of names) {
    it(`draws a state that is not so in the status bar with ${JSON.stringify(name.slice(0, 30))}`, () => {
      const down = endpointStatus({ id: name, state: "open", retryAfterMs: 41_000 });
      const keyless = endpointStatus({ id: name, latched: { kind: "auth", message: name } });
      assert.deepEqual(editorIcons(statusView([keyless], false, now).text), ["$(key)"]);
      for (const statuses of [
        [down],
        [down, endpointStatus(), endpointStatus({ id: "a" }), endpointStatus({ id: "b" }), endpointStatus({ id: "c" })],
      ]) {
        const view = statusView(statuses, false, now);
        const own = statuses.length === 1 ? ["$(error)"] : ["$(error)", "$(pass)"];
        assert.deepEqual([...new Set(editorIcons(view.text))], own);
        assertHarmless(view.text.replace(/\$\((error|pass)\)/g, ""));
        assertHarmless(view.label);
        assert.match(view.text, /open 41 s/);
      }
    });

    it(`gets a link, an icon or a row into the tooltip with ${JSON.stringify(name.slice(0, 30))}`, () => {
      const markdown = tooltipMarkdown(
        [
          endpointStatus({
            id: name,
            model: name,
            state: "open",
            openedBecause: `${name} https://evil.example www.evil.example mail@evil.example`,
          }),
        ],
        false,
        now,
      );
      const { links, rows } = rendered(markdown);
      assert.deepEqual(
        links,
        TOOLTIP_COMMANDS.map((command) => `command:${command}`),
      );
      assert.equal(rows, 3);
      assert.ok(hasOnlyOwnLinks(markdown), "he takes its links away");
      const harmless = tooltipMarkdown(
        [endpointStatus({ id: "n", model: "m", state: "open", openedBecause: "b" })],
        false,
        now,
      );
      assert.deepEqual(editorIcons(markdown), editorIcons(harmless));
    });
  }

  it("finds Markdown that is alive all the same", () => {
    const punctuation = fc.string({
      unit: fc.constantFrom(
        ..."[]()<>*_`~#+-=|!&;:/.@\\\"'$ \n1aw",
        "www.",
        "https://",
        "<b>",
        "&lt;",
        "- ",
        "1. ",
        "> ",
        "\u202e",
      ),
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.oneof(punctuation, liveText), (text) => {
        const html = new MarkdownIt({ html: true, linkify: true, breaks: true }).render(asMarkdown(text));
        assert.match(html, /^(<p>[^<>]*<\/p>\n)?$/, html);
        assert.doesNotMatch(html, /\$\(/);
      }),
      { numRuns: 3000 },
    );
  });

  it("has a command of his run where his words come into the tooltip as they are", () => {
    const piece = fc.constantFrom(
      ..."[]()<>:!\\`\"' \n|?&;",
      "](",
      "command:",
      "command:evil",
      "command:llmBreaker.ask",
      "llmBreaker.ask",
      "&#91;",
      "&lbrack;",
      "&#x5d;",
      "&lt;",
      "[x](command:evil)",
      "[x](command:llmBreaker.ask)",
      "[x](command:llmBreaker.ask?%5B1%5D)",
      "\n\n[x]: command:evil\n\n",
      "[x]",
      "<a href='command:evil'>x</a>",
      "<command:evil>",
      "a",
    );
    let trusted = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const words = pieces.join("");
        const markdown = tooltipMarkdown([endpointStatus({ id: "HERE", openedBecause: "HERE" })], false, now)
          .split("HERE")
          .join(words);
        if (!hasOnlyOwnLinks(markdown)) return void refused++;
        trusted++;
        const renderer = new MarkdownIt({ html: true, linkify: true });
        renderer.validateLink = () => true;
        const targets = [...renderer.render(markdown).matchAll(/(?:href|src)\s*=\s*["']?([^"'>\s]*)/gi)];
        for (const [, target = ""] of targets)
          if (/^command/i.test(decodeURIComponent(target)))
            assert.ok(TOOLTIP_COMMANDS.includes(target.replace("command:", "")), `${words} → ${target}`);
      }),
      { numRuns: 3000 },
    );
    assert.ok(trusted > 100 && refused > 100, `${trusted} trusted, ${refused} not`);
  });

  it("is read as he wrote it, where that is harmless", () => {
    assert.equal(iconLabel("$(pass)", "llama3.2 (local) [fast]"), "$(pass) llama3.2 (local) [fast]");
  });
});

describe("An attacker whose words go to the log", () => {
  it("forges an entry", () => {
    for (const end of ["\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029"]) {
      const line = logLine("The request failed", [
        `no${end}2026-01-01 00:00:00.000 [info] all is well`,
        new Error(`no${end}[error] forged`),
      ]);
      assert.equal(
        line.split(/\r\n|[\n\r\u0085\u2028\u2029]/).filter((part) => !part.startsWith("    ")).length,
        1,
        JSON.stringify(line),
      );
      const tail = new LogTail(() => 0);
      tail.recording(silentLogger).warn("failed", `no${end}1970-01-01T00:00:00.000Z [info] forged`);
      assert.equal(tail.text.split("\n").filter((part) => part.startsWith("1970")).length, 1);
    }
  });

  it("controls the terminal in which it is read, or turns a line around", () => {
    const line = logLine("a \u001b[31mred\u001b]0;title\u0007", ["\u202eb\u009b"]);
    assert.doesNotMatch(line, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    assert.match(line, /^a ⟨U\+001B⟩\[31mred/);
  });
});

/** What a Markdown renderer makes of it; links with the scheme of commands are let through here. */
function rendered(markdown: string): { links: string[]; rows: number } {
  const renderer = new MarkdownIt({ html: false, linkify: true });
  renderer.validateLink = () => true;
  const html = renderer.render(markdown);
  return {
    links: [...html.matchAll(/<a href="([^"]*)"/g)].map(([, href]) => href ?? ""),
    rows: html.match(/<tr>/g)?.length ?? 0,
  };
}
