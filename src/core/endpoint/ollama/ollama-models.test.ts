import { strict as assert } from "node:assert";
import { namesNewestFirst } from "./ollama-models";
import type { OllamaModel } from "./ollama-schemas";

describe("which of Ollama's models can chat", () => {
  const cases: [what: string, model: Partial<OllamaModel>, chats: boolean][] = [
    ["its capabilities say so", { capabilities: ["completion", "tools"] }, true],
    ["its capabilities say that it embeds", { capabilities: ["embedding"] }, false],
    ["its name says embed, its capabilities that it chats", { name: "embed-chat", capabilities: ["completion"] }, true],
    ["its family is one of chat models", { details: { family: "llama" } }, true],
    ["its family is bert", { name: "all-minilm:latest", details: { family: "bert" } }, false],
    ["its family is nomic-bert", { name: "nomic:latest", details: { family: "nomic-bert" } }, false],
    // Versions before capabilities; the family is that of the chat models too.
    ["only its name tells that it embeds", { name: "qwen3-embedding:0.6b", details: { family: "qwen3" } }, false],
    ["only its name tells that it embeds, with a registry", { name: "hf.co/x/Embed-GGUF", details: {} }, false],
    ["nothing is known of it", { name: "mine", capabilities: null, details: null }, true],
  ];
  for (const [what, model, chats] of cases)
    it(`${chats ? "one does" : "one does not"}: ${what}`, () =>
      assert.equal(namesNewestFirst([{ name: "a", ...model }]).length, chats ? 1 : 0));

  it("they are listed newest first", () => {
    const at = (name: string, modified_at?: string): OllamaModel => ({ name, ...(modified_at && { modified_at }) });
    const list = [at("undated"), at("old", "2024-01-01T00:00:00Z"), at("new", "2026-01-01T00:00:00+02:00")];
    assert.deepEqual(namesNewestFirst(list), ["new", "old", "undated"]);
  });
});
