import assert from "node:assert/strict";
import { sendsInClear } from "../../src/core/endpoint/key-in-clear";
import type { Logger } from "../../src/core/ports/logger";
import { ChainedLlmService } from "../../src/core/service/llm-service";
import { createRun } from "../../src/core/service/request/run";
import { keyProblem } from "../../src/host/secrets/key-problem";
import { FakeClock } from "../support/fake-clock";
import { ScriptedClient } from "../support/scripted-client";

describe("somebody on the way who wants to read a key", () => {
  it("waits for one that is sent without encryption, and nobody is told", async () => {
    const clock = new FakeClock();
    const warnings: string[] = [];
    const logger: Logger = { debug() {}, info() {}, error() {}, warn: (message) => void warnings.push(message) };
    const endpoints = [
      { id: "plain", type: "openai" as const, url: "http://llm.example:8000/v1", apiKey: "sk-secret-1" },
      {
        id: "private",
        type: "openai" as const,
        url: "http://192.168.1.7/v1?api_key=sk-secret-2",
        apiKey: "sk-secret-2",
        proxy: "http://proxy.example:3128",
      },
      { id: "tls", type: "openai" as const, url: "https://llm.example/v1", apiKey: "sk-secret-3" },
      { id: "here", type: "openai" as const, url: "http://127.0.0.1:8000/v1", apiKey: "sk-secret-4" },
      { id: "keyless", type: "openai" as const, url: "http://llm.example:9000/v1" },
    ];
    const service = new ChainedLlmService(
      { endpoints, healthCheckIntervalMs: 0 },
      { clock, random: () => 0.5, logger, createRun, createClient: () => new ScriptedClient(clock, []) },
    );
    const told = [
      "The API key of plain travels unencrypted to http://llm.example:8000/v1: whatever is on the way, a proxy too, can read it.",
      "The API key of private travels unencrypted to http://192.168.1.7/v1?…: whatever is on the way, a proxy too, can read it.",
    ];
    assert.deepEqual(warnings, told);
    service.configure({ endpoints, healthCheckIntervalMs: 0, adaptive: false });
    assert.deepEqual(warnings, told, "said once");
    service.configure({ endpoints: [{ ...endpoints[4]!, apiKey: "sk-secret-5" }], healthCheckIntervalMs: 0 });
    assert.equal(warnings.length, 3);
    await service.dispose();
  });

  it("calls another machine this one", () => {
    for (const url of [
      "http://127.0.0.1.evil.example",
      "http://localhost.evil.example",
      "http://llm",
      "http://10.0.0.1",
      "http://[fe80::1]:8000",
      "HTTP://LLM.EXAMPLE",
    ])
      assert.ok(sendsInClear(url), url);
    for (const url of [
      "http://localhost:1",
      "http://[::1]:1",
      "http://127.9.9.9",
      "https://llm.example",
      "vscode-lm:editor",
      "no address",
    ])
      assert.ok(!sendsInClear(url), url);
  });
});

describe("a page that wants something else than a key to be pasted as one", () => {
  for (const [what, text] of [
    ["bullets of a hidden key", "sk-••••••••"],
    ["a second line", "sk-a\r\nHost: evil"],
    ["a line feed", "sk-a\nb"],
    ["a blank", "Bearer sk-a"],
    ["invisible characters", "sk-a\u200bb"],
    ["a bidi mark", "sk-\u202eab"],
    ["another script", "sk-ключ"],
    ["latin-1", "sk-caf\u00e9"],
    ["NUL", "sk-a\u0000b"],
    ["a typographic dash", "sk\u2013abc"],
    ["1 MB", "x".repeat(2 ** 20)],
    ["an ellipsis", "sk-abc…"],
  ] as const) {
    it(`offers ${what}`, () => assert.match(keyProblem(text) ?? "", /not (look like )?an API key/));
  }

  it("has a key refused for the blanks and the line break around it", () => {
    for (const text of ["", " ", "sk-abc", " sk-abc\r\n", "\ufeffsk-abc\u00a0", "a".repeat(4_000), "!~{}[]:;"])
      assert.equal(keyProblem(text), undefined, JSON.stringify(text));
  });
});
