import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import type { Plugin } from "esbuild";
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
