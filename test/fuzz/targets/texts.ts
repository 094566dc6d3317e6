import fc from "fast-check";
import { hostOf, isLoopback, tierOf } from "../../../src/core/endpoint/address";
import { ollamaAddress } from "../../../src/core/endpoint/ollama/ollama-url";
import { healthUrl, openAiAddress } from "../../../src/core/endpoint/openai/openai-url";
import { shownUrl } from "../../../src/core/foreign/shown-url";
import { normalizeEndpointUrl } from "../../../src/core/health/endpoint-url";
import { exportHead, exportLine } from "../../../src/core/history/export-format";
import { searchTextOf, titleOf } from "../../../src/core/history/rules/request-text";
import { matchesSearch, parseSearch, toFtsQuery, wordsOf } from "../../../src/core/history/rules/search-terms";
import type { StoredRequest } from "../../../src/core/history/types";
import { codeIn, fitted } from "../../../src/host/answer-panel/code-in";
import { originOf } from "../../../src/host/secrets/origin";
import type { Piece } from "../../../src/webview/answer/reading/piece";
import { answerMarkdown } from "../../../src/webview/answer/reading/markdown-rules";
import { AnswerReader } from "../../../src/webview/answer/reading/answer-reader";
import { must } from "../alarm";
import { hostileText } from "../hostile-text";
import { KEY, mustHoldNoKey } from "../showable";
import { target, type Size } from "../target";

const scheme = fc.constantFrom(
  "http://",
  "https://",
  "HTTP://",
  "",
  "ftp://",
  "file:///",
  "javascript:",
  "http:/",
  "vscode-lm:",
);
const host = fc.constantFrom(
  "localhost:11434",
  "api.example",
  "models",
  "completions",
  "v1",
  "api",
  "chat",
  "[::1]:8080",
  "127.0.0.1",
  "10.0.0.1",
  "xn--e1afmkfd.example",
  "пример.example",
  "a.localhost",
  "api.example.",
  `user:${KEY}@api.example`,
  "169.254.169.254",
  "0x7f.1",
  "[::ffff:7f00:1]",
);
const path = fc.constantFrom(
  "",
  "/",
  "//",
  "/v1",
  "/v1/",
  "/v1/chat/completions",
  "/models",
  "/api/chat",
  "/openai/deployments/x/chat/completions?api-version=2024-06-01",
  "/..",
  "/%2e%2e/",
  "?q=1",
  "#f",
  "/v1#@other.example/",
  "\\@other.example",
  "/v1/responses",
);
const address = (size: Size): fc.Arbitrary<string> =>
  fc
    .tuple(
      scheme,
      host,
      path,
      fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 1, arbitrary: hostileText(size) }),
    )
    .map((parts) => parts.join(""));

/** What an address is taken for: its key and its prompts go to the host that it names and to no other. */
export const addressTarget = target<string>({
  name: "addresses",
  about: "endpoint addresses as people and folders write them",
  input: (size) => fc.oneof({ weight: 5, arbitrary: address(size) }, { weight: 1, arbitrary: hostileText(size) }),
  run(url, watch) {
    const origin = originOf(url.trim());
    const [openAi, ollama] = [watch.call(() => openAiAddress(url)), watch.call(() => ollamaAddress(url))];
    if (origin !== undefined) {
      for (const base of [openAi.at("chat/completions"), healthUrl(openAi), ollama.at("api/chat")]) {
        const reached = URL.canParse(base) ? new URL(base).origin : "no address";
        must(reached === origin, "wrong", () => `“${url}” is taken for ${reached}`);
      }
    }
    const normal = watch.call(() => normalizeEndpointUrl(url));
    must(watch.call(() => normalizeEndpointUrl(normal)) === normal, "wrong", () => `“${url}” is spelled in two ways`);
    if (origin !== undefined && URL.canParse(url) && new URL(url).password === KEY)
      mustHoldNoKey(
        watch.call(() => shownUrl(url)),
        "an address that is shown",
      );
    watch.call(() => tierOf({ id: "x", type: "openai", url }));
    watch.call(() => isLoopback(hostOf(url)));
  },
});

/** RFC 4180, read as a spreadsheet does. */
function cellsOf(csv: string): string[] {
  return [...csv.replace(/\r\n$/, "").matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}

/** One row of the history in a file that somebody opens elsewhere. */
export const exportTarget = target<{ title: string; content: string; model: string; message: string }>({
  name: "export",
  about: "history rows as CSV and JSON Lines",
  input: (size) => {
    const text = fc
      .tuple(
        fc.constantFrom("", "=", "+", "-", "@", "\t", "\r", " =", '"=', "=cmd|' /C calc'!A0", ";="),
        hostileText(size),
      )
      .map((parts) => parts.join(""));
    return fc.record({ title: text, content: text, model: text, message: text });
  },
  run({ title, content, model, message }, watch) {
    const request: StoredRequest = {
      id: 1,
      command: "Ask",
      title,
      startedAt: 0,
      durationMs: 1,
      outcome: "failure",
      endpoint: model,
      model,
      errorMessage: message,
      attempts: [{ endpoint: model, step: 0, startedAt: 0, durationMs: 1, outcome: "failure", message }],
      messages: [{ role: "user", content }],
      content,
    };
    const line = watch.call(() => exportLine("jsonl", { type: "request", ...request }));
    must(line.indexOf("\n") === line.length - 1, "wrong", () => "a record of more than one line");
    must(
      JSON.stringify(JSON.parse(line)) === JSON.stringify({ type: "request", ...request }),
      "wrong",
      () => "JSON Lines lost something",
    );
    const cells = cellsOf(watch.call(() => exportLine("csv", { type: "request", ...request })));
    must(cells.length === cellsOf(exportHead("csv")).length, "wrong", () => `${cells.length} cells in a row`);
    const formula = cells.find((cell) => /^[=+\-@\t\r]/.test(cell));
    must(formula === undefined, "raw", () => `a cell that a spreadsheet runs: “${formula?.slice(0, 60)}”`);
    watch.call(() => titleOf({ title, messages: [] }));
    const searched = watch.call(() => searchTextOf({ title, messages: [{ role: "user", content }], content }));
    const terms = watch.call(() => parseSearch(content.slice(0, 1_000)));
    watch.call(() => matchesSearch(terms, wordsOf(searched)));
    watch.call(() => toFtsQuery(terms));
  },
});

/** The text of an answer on its way into the page and into a file. */
export const markdownTarget = target<string>({
  name: "markdown",
  about: "the Markdown of answers, as the page takes it apart, and the code in it",
  input: (size) => {
    // The page parses it anew for each frame; a text of this length takes as long as the whole of a block.
    const part = hostileText({ ...size, text: Math.min(size.text, 8_192) });
    return fc
      .array(
        fc.oneof(
          { weight: 2, arbitrary: part },
          {
            weight: 1,
            arbitrary: fc.constantFrom(
              "\n\n",
              "```js\n",
              "\n```\n",
              "| a | b |\n|---|---|\n| 1 | 2 |\n",
              "- [ ] x\n",
              "[a]: command:canary\n\n[a]",
              "[x](javascript:canary())",
              "<https://x.example>",
              "![x](data:text/html,x)",
              "# ",
              "> ",
              "1. ",
            ),
          },
        ),
        { maxLength: 10 },
      )
      .map((parts) => parts.join(""));
  },
  run(text, watch) {
    const reader = new AnswerReader(answerMarkdown());
    reader.add(text);
    const pieces: Piece[] = [];
    for (let more = true; more;) {
      const reading = watch.call(() => reader.read(true));
      pieces.push(...reading.settled);
      more = reading.more;
    }
    const tokens = pieces.flatMap((piece) => (piece.kind === "block" ? piece.tokens : []));
    for (const token of tokens.flatMap((one) => [one, ...(one.children ?? [])])) {
      must(
        token.type !== "html_block" && token.type !== "html_inline",
        "raw",
        () => "HTML of an answer is taken as HTML",
      );
      const link = token.attrGet("href") ?? token.attrGet("src") ?? "";
      must(!/^\s*(?:javascript|vbscript|file):/i.test(link), "raw", () => `a link that runs: “${link.slice(0, 80)}”`);
    }
    const code = watch.call(() => codeIn(text));
    if (code !== undefined) watch.call(() => fitted(code, "  a\n  b\n", false));
  },
});
