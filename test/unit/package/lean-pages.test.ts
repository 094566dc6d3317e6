import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import type { Plugin } from "esbuild";
import { leanColours } from "../../../scripts/build/lean-colours.cjs";
import { leanDiagrams } from "../../../scripts/build/lean-diagrams.cjs";
import { leanMarkdown } from "../../../scripts/build/lean-markdown.cjs";
import { otherwise } from "../../../scripts/build/otherwise.cjs";
import { bundled } from "../../support/package/bundled";

interface Thread {
  /** Of the script of the thread. */
  bytes: number;
  ask(request: unknown): Promise<unknown>;
}

/** A thread of the answer's page, in a realm of its own that has nothing but what such a thread has. */
async function threadOf(script: string, plugins: Plugin[]): Promise<Thread> {
  const code = await bundled(`import "./src/webview/answer/code/${script}";`, plugins);
  let hear: ((event: { data: unknown }) => void) | undefined;
  let reply: ((answer: { reply: unknown }) => void) | undefined;
  runInNewContext(code, {
    addEventListener: (_: string, listener: typeof hear) => (hear = listener),
    postMessage: (answer: { reply: unknown }) => reply?.(answer),
    console,
  });
  return {
    bytes: code.length,
    ask: (request) =>
      new Promise((resolve) => {
        // What comes out of another realm has other prototypes.
        reply = ({ reply: said }) => resolve(said === undefined ? undefined : JSON.parse(JSON.stringify(said)));
        hear?.({ data: { id: 1, request } });
      }),
  };
}

/** What is smaller says the same. */
async function assertSame(script: string, plugin: Plugin, requests: unknown[]): Promise<void> {
  const [whole, lean] = await Promise.all([threadOf(script, []), threadOf(script, [plugin])]);
  assert.ok(lean.bytes < whole.bytes - 1_500, `${lean.bytes} of ${whole.bytes} bytes`);
  for (const request of requests)
    assert.deepEqual(await lean.ask(request), await whole.ask(request), JSON.stringify(request).slice(0, 200));
}

describe("libraries of the pages without what is not asked of them", function () {
  this.timeout(60_000);

  it("colour code as before", async () => {
    const files: Record<string, string> = {
      typescript: "src/core/breaker/circuit-breaker.ts",
      javascript: "esbuild.js",
      json: "package.json",
      markdown: "README.md",
      css: "src/webview/dashboard/styles/timeline.css",
      xml: "media/icon.svg",
    };
    const snippets: Record<string, string> = {
      html: "<p class='a'>x</p><script>let a = 1;</script><style>b { color: red }</style>",
      python: 'def f(x: int) -> str:\n    """Doc."""\n    return f"{x!r}"  # end\n',
      bash: 'for f in *.txt; do echo "$f" | grep -q a && break; done\n',
      shell: "$ ls -la\n",
      cpp: "template <class T> auto f(T&& t) -> decltype(t) { return std::move(t); } // x\n",
      sql: "SELECT a, count(*) FROM t WHERE b = 'c' GROUP BY a;",
      yaml: "a:\n  - b: 1 # c\n",
      diff: "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n",
      php: "<?php echo $a['b'] ?? null; ?>",
      rust: 'fn main() { let v: Vec<u8> = vec![1]; println!("{:?}", v); }',
      swift: 'func f(_ x: Int) -> some View { Text("\\(x)") }',
      powershell: "Get-Item $a | Where-Object { $_.Name -eq 'b' }",
      nosuchlanguage: "x",
    };
    await assertSame("highlight-worker.ts", leanColours, [
      ...Object.entries(files).map(([language, file]) => ({
        language,
        code: readFileSync(file, "utf8").slice(0, 6_000),
      })),
      ...Object.entries(snippets).map(([language, code]) => ({ language, code })),
    ]);
  });

  it("draw diagrams as before", async () => {
    const colours = { bg: "#000", fg: "#fff" };
    const sources = [
      "graph TD\n  A[Ask] --> B{Breaker}\n  B -->|open| C[Cloud]\n  B -.-> D((Local))\n  C --> A\n  subgraph one\n    D --> E\n  end",
      "graph LR\n  A --> B & C --> D\n  A --> A",
      "sequenceDiagram\n  participant A\n  A->>B: asks\n  loop each\n    B-->>A: answers\n  end\n  Note over A,B: done",
      "classDiagram\n  Animal <|-- Duck\n  Animal : +int age\n  class Duck { +swim() }",
      "erDiagram\n  CUSTOMER ||--o{ ORDER : places\n  ORDER { int id PK }",
      "stateDiagram-v2\n  [*] --> Closed\n  Closed --> Open : trip\n  state Open {\n    [*] --> Waiting\n  }\n  Open --> [*]",
      "pie\n  x",
    ];
    await assertSame(
      "diagram-worker.ts",
      leanDiagrams,
      sources.map((source) => ({ source, colours })),
    );
  });

  it("read Markdown as before", async () => {
    const source = (text: string): string => `
      import MarkdownIt from "markdown-it";
      said = new MarkdownIt({ html: false, linkify: true, typographer: false }).parse(${JSON.stringify(text)}, {});`;
    for (const text of [
      readFileSync("README.md", "utf8"),
      "a **b**€ **c+**d *e≠*f _g_∑ \u{1f600}**h**\u{1d6c1}\n\n<b>no</b> <!-- no --> \"quoted\" (c) ... -- 'x' www.example.com\n\n<div>\nno\n</div>\n\n~~a~~ ![b](c) <https://d.example>\n\n1. e\n\n   f\n",
    ]) {
      const [whole, lean] = await Promise.all(
        [[], [leanMarkdown]].map(async (plugins) => {
          const realm = { said: undefined as unknown };
          runInNewContext(await bundled(source(text), plugins), realm);
          return JSON.stringify(realm.said);
        }),
      );
      assert.ok(whole);
      assert.equal(lean, whole);
    }
  });

  it("know symbols by what the browser knows", async () => {
    const [whole, lean] = await Promise.all(
      [[], [leanMarkdown]].map(async (plugins) => {
        const realm = { said: undefined as unknown };
        runInNewContext(
          await bundled('import { S } from "uc.micro"; said = (character) => S.test(character);', plugins),
          realm,
        );
        return realm.said as (character: string) => boolean;
      }),
    );
    const different: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      if (whole!(character) && !lean!(character)) different.push(code.toString(16));
    }
    // Beside those the browser knows the symbols of newer Unicode.
    assert.deepEqual(different, []);
    for (const character of "a1.,!\u4e00\u0301 ") assert.equal(lean!(character), false, character);
  });

  it("are refused where they no longer say what is said otherwise", () => {
    assert.equal(otherwise("a b a", "Some library", [[/a/g, "c"]]), "c b c");
    assert.throws(() => otherwise("a", "Some library", [["b", "c"]]), /Some library no longer says b/);
    assert.throws(
      () =>
        otherwise("a", "Some library", [
          ["a", "$&"],
          ["a", ""],
        ]),
      /no longer says a/,
    );
  });
});
