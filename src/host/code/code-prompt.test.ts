import assert from "node:assert/strict";
import { codeBudget } from "./budget";
import {
  analyzeMessages,
  commitMessages,
  diffMessages,
  fixMessages,
  promptMessages,
  type CodeContext,
} from "./code-prompt";

const context: CodeContext = {
  code: "let a = 1;",
  language: "typescript",
  file: "a.ts",
  subject: "a.ts, line 1",
  problems: [],
};
const contentOf = (messages: { content: string }[]): string => messages.at(-1)?.content ?? "";

describe("prompts about code", () => {
  it("fill what they name in, in the system message too", () => {
    const [system, user] = promptMessages(
      {
        name: "x",
        prompt: "In ${file} (${language}): ${selection}\n${problems}\n${diff}",
        system: "You know ${language}.",
      },
      { ...context, problems: ["one", "two"] },
      "+1",
    );
    assert.equal(user?.content, "In a.ts (typescript): let a = 1;\n- one\n- two\n+1");
    assert.equal(system?.content, "You know typescript.");
  });

  it("that are about a difference get no code of a file", () => {
    assert.equal(contentOf(diffMessages({ name: "x", prompt: "Review ${diff}" }, "+1")), "Review +1");
    assert.match(contentOf(commitMessages("+1")), /\n```diff\n\+1\n```$/);
  });

  it("ask for the whole code back where it is to be mended", () => {
    const content = contentOf(fixMessages({ ...context, problems: ["'a' is never read"] }));
    assert.match(content, /- 'a' is never read/);
    assert.match(content, /one code block/);
    assert.match(content, /```typescript\nlet a = 1;\n```$/);
  });

  it("do not expand a placeholder that stands in the code", () => {
    assert.equal(
      contentOf(promptMessages({ name: "x", prompt: "${selection}" }, { ...context, code: "`${file}$&`" })),
      "`${file}$&`",
    );
  });

  it("add the code where the prompt has no place for it", () => {
    assert.match(
      contentOf(promptMessages({ name: "x", prompt: "Explain" }, context)),
      /^Explain\n\nFrom a\.ts, line 1:\n\n```typescript\nlet a = 1;\n```$/,
    );
  });

  it("fence code that has fences itself with a longer one", () => {
    assert.match(
      contentOf(analyzeMessages({ ...context, code: "````md\nx\n````" })),
      /\n`````typescript\n````md\nx\n````\n`````$/,
    );
  });

  it("say what the editor reports", () => {
    assert.match(contentOf(analyzeMessages({ ...context, problems: ["'a' is never read"] })), /- 'a' is never read/);
  });
});

describe("codeBudget", () => {
  it("is what the smallest endpoint can take", () => {
    const local = codeBudget([{ type: "ollama" }]);
    assert.ok(local > 10_000 && local < 25_000);
    assert.equal(codeBudget([{ type: "openai" }, { type: "ollama" }]), local);
    assert.ok(codeBudget([{ type: "ollama", contextLength: 131_072 }]) > 200_000);
  });
});
