import assert from "node:assert/strict";
import { resolveConfig } from "../../src/core/service/config/config";
import { headersRule } from "../../src/host/settings/rules/header-rules";
import { createLlmService } from "../../src/node";
import { ScriptedOllama } from "../support/servers";

const framing = [
  "Content-Length",
  "content-length",
  "Transfer-Encoding",
  "Host",
  "Connection",
  "Keep-Alive",
  "Upgrade",
  "TE",
  "Trailer",
  "Expect",
  "Proxy-Connection",
  "Content-Type",
  "CONTENT-TYPE",
  "Content-Encoding",
  "Accept-Encoding",
  "HTTP2-Settings",
];
const bad: [what: string, headers: Record<string, unknown>][] = [
  ...framing.map((name): [string, Record<string, unknown>] => [name, { [name]: "7777" }]),
  ["a name with a blank", { "bad name": "7777" }],
  ["a name with a line break", { "x\r\nHost": "7777" }],
  ["a name with a colon", { ":authority": "7777" }],
  ["an empty name", { "": "7777" }],
  ["a name in another script", { ключ: "7777" }],
  ["a value with a line break", { "x-a": "7777\r\nHost: evil" }],
  ["a value with a line feed", { "x-a": "7777\n" }],
  ["a value with NUL", { "x-a": "7777\u0000" }],
  ["a value with a bullet", { "x-a": "7777•" }],
  ["an empty value", { "x-a": "" }],
  ["a blank value", { "x-a": " \t" }],
  ["a number", { "x-a": 7777 }],
  ["a list", { "x-a": ["7777"] }],
  ["nothing", { "x-a": null }],
];
const config = (headers: unknown, url = "http://127.0.0.1:1") => ({
  endpoints: [{ id: "a", type: "ollama" as const, url, model: "llama3.2", headers: headers as Record<string, string> }],
  healthCheckIntervalMs: 0,
});

describe("a settings file that wants to break, split or smuggle requests by a header", () => {
  for (const [what, headers] of bad) {
    it(`has ${what}`, () => {
      const name = Object.keys(headers)[0] ?? "";
      assert.throws(
        () => createLlmService(config(headers)),
        (error: Error) => {
          assert.ok(error instanceof RangeError || error instanceof TypeError);
          assert.ok(error.message.startsWith(`endpoints[0].headers: ${JSON.stringify(name)} must be `), error.message);
          assert.ok(!error.message.includes("7777"), error.message);
          return true;
        },
      );
      assert.throws(
        () => headersRule("…")(headers, "llmBreaker.endpoints[0].headers"),
        (error: Error) => error.name === "BadValue" && !error.message.includes("7777"),
      );
    });
  }

  it("has no object of headers", () => {
    for (const headers of ["Host: evil", 7, null]) assert.throws(() => resolveConfig(config(headers)), TypeError);
  });

  it("has ordinary ones refused", async () => {
    const server = await ScriptedOllama.start({ loaded: ["llama3.2"] });
    const service = createLlmService(
      config({ "X-Title": "mine", "HTTP-Referer": "https://example.org", "x-latin": "caf\u00e9" }, server.url),
    );
    try {
      await service.complete("hi");
      const sent = server.log.entries.find(({ path }) => path === "/api/chat");
      assert.equal(sent?.headers["x-title"], "mine");
      assert.equal(sent?.headers["x-latin"], "caf\u00e9");
      assert.equal(sent?.headers["content-type"], "application/json");
    } finally {
      await service.dispose();
      await server.stop();
    }
  });

  it("changes a running service", async () => {
    const service = createLlmService(config({}));
    assert.throws(() => service.configure(config({ "Content-Length": "1" })), RangeError);
    assert.equal(service.endpoints().length, 1);
    await service.dispose();
  });
});
