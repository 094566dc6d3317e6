import assert from "node:assert/strict";
import { providerName } from "./provider-name";

describe("the provider's name", () => {
  for (const [url, name] of [
    ["https://api.openai.com/v1", "openai"],
    ["https://api.groq.com/openai/v1", "groq"],
    ["https://my-place.openai.azure.com/openai/v1", "azure.ai.openai"],
    ["https://openrouter.ai/api/v1", "openrouter"],
    ["https://generativelanguage.googleapis.com/v1beta/openai", "gcp.gemini"],
    ["http://10.0.0.3:8000/v1", "openai"],
    ["https://notgroq.com/v1", "openai"],
  ] as const) {
    it(`of ${url} is ${name}`, () => assert.equal(providerName({ type: "openai", url }), name));
  }

  it("of other protocols is the protocol's", () => {
    assert.equal(providerName({ type: "ollama", url: "https://api.openai.com" }), "ollama");
    assert.equal(providerName({ type: "anthropic", url: "https://api.anthropic.com" }), "anthropic");
    assert.equal(providerName({ type: "anthropic", url: "http://localhost:4000" }), "anthropic");
    assert.equal(providerName({ type: "anthropic", url: "https://openrouter.ai/api" }), "openrouter");
    assert.equal(providerName({ type: "vscode-lm", url: "vscode-lm:editor" }), "vscode-lm");
  });
});
