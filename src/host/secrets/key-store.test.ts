import { strict as assert } from "node:assert";
import { keyedOrigin, KeyStore } from "./key-store";

describe("the keys of endpoints", () => {
  it("are kept by the origin of those types that have keys of their own", () => {
    const url = "https://models.example/some/v1";
    assert.deepEqual(
      (["ollama", "openai", "anthropic", "vscode-lm"] as const).map((type) => keyedOrigin({ type, url })),
      [undefined, "https://models.example", "https://models.example", undefined],
    );
  });

  it("are asked for once an origin, and not at all where nobody has one", async () => {
    const asked: string[] = [];
    const secrets = {
      get: (key: string) => (asked.push(key), Promise.resolve(`secret of ${key}`)),
      onDidChange: () => ({ dispose: () => undefined }),
    };
    const store = new KeyStore({ secrets: secrets as never, globalState: { get: () => [] } as never });
    assert.equal(
      (
        await store.keysFor([
          { id: "a", type: "ollama", url: "http://localhost:11434" },
          { id: "b", type: "vscode-lm", url: "vscode-lm:editor" },
        ])
      ).size,
      0,
    );
    assert.deepEqual(asked, []);
    const known = await store.keysFor([
      { id: "a", type: "anthropic", url: "https://api.anthropic.com" },
      { id: "b", type: "anthropic", url: "https://api.anthropic.com/v1" },
    ]);
    assert.deepEqual([[...known.keys()], asked.length], [["https://api.anthropic.com"], 1]);
  });
});
