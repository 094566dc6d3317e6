import assert from "node:assert/strict";
import { normalizeEndpointUrl } from "./endpoint-url";

describe("normalised endpoint URLs", () => {
  const cases: [string, string][] = [
    ["http://localhost:11434", "http://localhost:11434"],
    ["http://localhost:11434/", "http://localhost:11434"],
    ["http://localhost:11434/v1", "http://localhost:11434"],
    ["http://localhost:11434/v1/", "http://localhost:11434"],
    ["  HTTP://LOCALHOST:11434//v1//  ", "http://localhost:11434"],
    ["localhost:11434", "http://localhost:11434"],
    ["127.0.0.1", "http://127.0.0.1"],
    ["http://example.com:80/", "http://example.com"],
    ["https://example.com:443/v1", "https://example.com"],
    ["https://example.com:8443", "https://example.com:8443"],
    ["https://openrouter.ai/api/v1", "https://openrouter.ai/api"],
    ["https://Example.com/Api/V1", "https://example.com/Api/V1"],
    ["https://example.com/v1beta", "https://example.com/v1beta"],
    ["https://example.com/v1/openai", "https://example.com/v1/openai"],
    ["https://example.com/v1?api-version=2#top", "https://example.com?api-version=2"],
    ["http://[::1]:11434/", "http://[::1]:11434"],
    ["vscode-lm:copilot", "vscode-lm:copilot"],
    ["", ""],
  ];
  for (const [given, expected] of cases) {
    it(`${JSON.stringify(given)} is ${JSON.stringify(expected)}`, () => {
      assert.equal(normalizeEndpointUrl(given), expected);
      assert.equal(normalizeEndpointUrl(expected), expected);
    });
  }
});
