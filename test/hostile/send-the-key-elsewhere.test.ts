import assert from "node:assert/strict";
import fc from "fast-check";
import { isLoopback } from "../../src/core/endpoint/address";
import type { ChatCall, EndpointClient } from "../../src/core/endpoint/client";
import { OllamaClient } from "../../src/core/endpoint/ollama/ollama-client";
import { ollamaAddress } from "../../src/core/endpoint/ollama/ollama-url";
import { OpenAiClient } from "../../src/core/endpoint/openai/openai-client";
import { healthUrl, openAiAddress } from "../../src/core/endpoint/openai/openai-url";
import type { EndpointConfig } from "../../src/core/model/endpoint";
import { originOf } from "../../src/host/secrets/origin";
import { otlpMetricsUrl } from "../../src/node/telemetry/otlp/otlp-address";
import { chooseProxy } from "../../src/node/transport/proxy/proxy-rules";
import { makeRoute } from "../../src/node/transport/connect/route";
import { parseTarget } from "../../src/node/transport/base/target";
import { FakeClock } from "../support/fake-clock";
import { RecordingTransport } from "../support/recording-transport";

const KEY = "sk-verysecretkey12345";
const CALL: ChatCall = { model: "m", messages: [{ role: "user", content: "hi" }], stream: false };

/** Hosts named like what stands at the end of an address of an API, each of which a pattern over the whole text would take for that. */
const NAMED_LIKE_ROUTES = [
  "models",
  "completions",
  "chat",
  "api",
  "v1",
  "v1beta",
  "v4",
  "responses",
  "embeddings",
  "messages",
  "tags",
  "ps",
  "version",
  "show",
  "pull",
  "generate",
  "embed",
  "metrics",
  "health",
  "localhost",
  "https",
  "http",
  "com",
];

/** Asks everything that a client can ask; what came of it does not matter, only where it went. */
async function askEverything(client: EndpointClient): Promise<void> {
  const { signal } = new AbortController();
  const asked: (() => Promise<unknown> | undefined)[] = [
    () => client.chat(CALL, signal, () => undefined),
    () => client.checkLive(signal),
    () => client.probe("m", signal),
    () => client.resolveModel(signal),
    () => client.isWarm("m", signal),
    () => client.warmUp?.("m", signal),
    () => client.pull?.("m", signal)[Symbol.asyncIterator]().next(),
  ];
  for (const ask of asked) await Promise.resolve(ask()).catch(() => undefined);
}

async function requestsOf(type: "openai" | "ollama", url: string): Promise<string[]> {
  const transport = new RecordingTransport();
  const config: EndpointConfig = { id: "e", type, url, apiKey: KEY };
  const deps = { transport, clock: new FakeClock(), connectTimeoutMs: () => 1_000 };
  await askEverything(type === "openai" ? new OpenAiClient(config, deps) : new OllamaClient(config, deps));
  assert.ok(transport.urls.length >= 3, `${transport.urls.length} requests`);
  return transport.urls;
}

describe("sends the key and the prompt to a host that nobody wrote", () => {
  describe("by a host that is named like a route", () => {
    for (const type of ["openai", "ollama"] as const) {
      for (const name of NAMED_LIKE_ROUTES) {
        it(`${type} at ${name}`, async () => {
          const ways = [
            `http://${name}`,
            `http://${name}/`,
            `http://${name}//`,
            `https://${name}:8080`,
            `http://${name}/${name}`,
            `http://${name}/v1/${name}`,
            `http://${name}?${name}=/${name}`,
            `http://${name}#/${name}`,
            `http://${name}/v1/chat/completions/`,
          ];
          for (const written of ways) {
            const { origin } = new URL(written);
            for (const url of await requestsOf(type, written))
              assert.equal(new URL(url).origin, origin, `${written} led to ${url}`);
          }
        });
      }
    }
  });

  describe("by an address that is pasted with something at its end", () => {
    const openAi: [written: string, chat: string, health: string][] = [
      ["https://api.example", "https://api.example/v1/chat/completions", "https://api.example/health"],
      ["https://api.example/", "https://api.example/v1/chat/completions", "https://api.example/health"],
      ["https://api.example/v1", "https://api.example/v1/chat/completions", "https://api.example/health"],
      ["https://api.example/v1///", "https://api.example/v1/chat/completions", "https://api.example/health"],
      [
        "https://api.example/v1/chat/completions",
        "https://api.example/v1/chat/completions",
        "https://api.example/health",
      ],
      ["https://api.example/v1/completions", "https://api.example/v1/chat/completions", "https://api.example/health"],
      ["https://api.example/v1/models/", "https://api.example/v1/chat/completions", "https://api.example/health"],
      ["https://api.example/models", "https://api.example/chat/completions", "https://api.example/health"],
      [
        "https://api.example/my-models",
        "https://api.example/my-models/chat/completions",
        "https://api.example/my-models/health",
      ],
      [
        "https://api.example/models/models",
        "https://api.example/models/chat/completions",
        "https://api.example/models/health",
      ],
      [
        "https://api.example/api/paas/v4",
        "https://api.example/api/paas/v4/chat/completions",
        "https://api.example/api/paas/health",
      ],
      [
        "https://me.example/openai/v1?api-version=2026-01-01",
        "https://me.example/openai/v1/chat/completions?api-version=2026-01-01",
        "https://me.example/openai/health?api-version=2026-01-01",
      ],
      [
        "https://api.example?a=/v1/models",
        "https://api.example/v1/chat/completions?a=/v1/models",
        "https://api.example/health?a=/v1/models",
      ],
      ["https://api.example/v1#/models", "https://api.example/v1/chat/completions", "https://api.example/health"],
      [
        "https://api.example//evil.example/v1",
        "https://api.example/evil.example/v1/chat/completions",
        "https://api.example/evil.example/health",
      ],
      [
        "https://api.example/\\evil.example/v1",
        "https://api.example/evil.example/v1/chat/completions",
        "https://api.example/evil.example/health",
      ],
      [
        "https://user:pass@api.example/v1",
        "https://user:pass@api.example/v1/chat/completions",
        "https://user:pass@api.example/health",
      ],
      ["http://[::1]:8080/v1", "http://[::1]:8080/v1/chat/completions", "http://[::1]:8080/health"],
      ["http://models/v1", "http://models/v1/chat/completions", "http://models/health"],
    ];
    for (const [written, chat, health] of openAi) {
      it(`OpenAI, ${written}`, () => {
        const address = openAiAddress(written);
        assert.deepEqual([address.at("chat/completions"), healthUrl(address)], [chat, health]);
      });
    }
    const ollama: [written: string, chat: string][] = [
      ["http://localhost:11434", "http://localhost:11434/api/chat"],
      ["http://localhost:11434/", "http://localhost:11434/api/chat"],
      ["http://localhost:11434/v1", "http://localhost:11434/api/chat"],
      ["http://localhost:11434/api", "http://localhost:11434/api/chat"],
      ["http://localhost:11434/api/tags", "http://localhost:11434/api/chat"],
      ["http://localhost:11434/v1/chat/completions/", "http://localhost:11434/api/chat"],
      ["http://host.example/ollama/api", "http://host.example/ollama/api/chat"],
      ["http://host.example/api/api", "http://host.example/api/api/chat"],
      ["http://host.example/tags", "http://host.example/tags/api/chat"],
      ["http://host.example/my-api?token=x", "http://host.example/my-api/api/chat?token=x"],
      ["http://api", "http://api/api/chat"],
      ["http://v1", "http://v1/api/chat"],
      ["http://chat/api", "http://chat/api/chat"],
    ];
    for (const [written, chat] of ollama)
      it(`Ollama, ${written}`, () => assert.equal(ollamaAddress(written).at("api/chat"), chat));

    it("or with nothing that is an address, which goes nowhere", () => {
      for (const written of ["", "models", "http://", "http://a b/v1", "//api.example/v1"]) {
        assert.equal(openAiAddress(written).at("models"), written);
        assert.throws(() => parseTarget(openAiAddress(written).at("models")), { kind: "internal" });
      }
    });
  });

  it("by any address: host, port, user and query stay as they were written", () => {
    const word = fc.constantFrom(...NAMED_LIKE_ROUTES, "api.example", "a", "x--1");
    const piece = fc.oneof(
      word,
      fc.constantFrom("", ".", "..", "%2e%2e", "%2F", "@", ":", "\\", ";", "a b", "é"),
      fc.string({ maxLength: 6 }),
    );
    const address = fc
      .record({
        scheme: fc.constantFrom("http", "https", "HTTP"),
        user: fc.constantFrom("", "me@", "me:pw@"),
        host: word,
        port: fc.constantFrom("", ":80", ":8080"),
        path: fc.array(piece, { maxLength: 5 }),
        query: fc.constantFrom("", "?", "?a=/v1/models", "?@b"),
        end: fc.constantFrom("", "#x", "#/v1"),
      })
      .map(
        ({ scheme, user, host, port, path, query, end }) =>
          `${scheme}://${user}${host}${port}${path.map((part) => `/${part}`).join("")}${query}${end}`,
      )
      .filter((text) => URL.canParse(text));
    fc.assert(
      fc.property(address, (written) => {
        const before = new URL(written);
        const [openAi, ollama] = [openAiAddress(written), ollamaAddress(written)];
        for (const made of [
          openAi.at("models"),
          openAi.at("chat/completions"),
          healthUrl(openAi),
          ollama.at("api/chat"),
          ollama.href,
          otlpMetricsUrl(written),
        ]) {
          const after = new URL(made);
          for (const part of ["origin", "username", "password", "search"] as const)
            assert.equal(after[part], before[part], `${written} became ${made}`);
        }
        // A route is found where it was made, and nothing is cut off twice.
        assert.equal(openAiAddress(openAi.at("models")).at("models"), openAi.at("models"));
        assert.equal(otlpMetricsUrl(otlpMetricsUrl(written)), otlpMetricsUrl(written));
      }),
      { numRuns: 2_000 },
    );
  });

  it("by metrics that are pushed to a receiver named like their path", () => {
    const made: [string, string][] = [
      ["http://metrics", "http://metrics/v1/metrics"],
      ["http://v1/metrics", "http://v1/metrics/v1/metrics"],
      ["http://collector:4318/v1/metrics/", "http://collector:4318/v1/metrics"],
      ["http://collector:4318//v1/metrics?tenant=/a", "http://collector:4318/v1/metrics?tenant=/a"],
    ];
    for (const [written, url] of made) assert.equal(otlpMetricsUrl(written), url);
    assert.throws(
      () => otlpMetricsUrl("ftp://me:secret@collector?key=k"),
      (error: Error) => error instanceof TypeError && !/secret|key=k/.test(error.message),
    );
  });

  it("by the key of one origin, which is given to another", () => {
    assert.equal(originOf("https://api.example@evil.example/v1"), "https://evil.example");
    assert.equal(originOf("https://api.example\\@evil.example/v1"), "https://api.example");
    assert.equal(originOf("HTTPS://API.example:443/v1"), "https://api.example");
    for (const address of [
      "",
      "api.example",
      "javascript:alert(1)",
      "file:///etc/passwd",
      "https://",
      "vscode-lm:editor",
    ])
      assert.equal(originOf(address), undefined, address);
  });

  describe("by a name that only looks like this machine, or by a proxy that is only asked for other hosts", () => {
    const loopback = [
      "localhost",
      "LOCALHOST.",
      "a.localhost",
      "127.0.0.1",
      "127.9.9.9",
      "127.1",
      "2130706433",
      "0x7f.1",
      "0.0.0.0",
      "[::1]",
      "[::]",
      "[::ffff:127.0.0.1]",
      "[0:0:0:0:0:0:0:1]",
    ];
    const others = [
      "localhost.example",
      "127.0.0.1.example",
      "notlocalhost",
      "128.0.0.1",
      "models",
      "[::2]",
      "[::ffff:10.0.0.1]",
      "127.0.0.1.nip.io",
      "localhost@evil.example",
      "xn--lcalhost-54a",
    ];
    const goesThroughProxy = (host: string): boolean =>
      chooseProxy(parseTarget(`http://${host}/v1`), "http://proxy.example:3128", { env: {} }) !== undefined;
    for (const host of loopback) it(`${host} is this machine`, () => assert.equal(goesThroughProxy(host), false));
    for (const host of others) it(`${host} is not`, () => assert.equal(goesThroughProxy(host), true));
    it("whatever the rules for proxies say", () => {
      assert.equal(isLoopback(""), false);
      const via = (host: string, noProxy: string): boolean =>
        chooseProxy(parseTarget(`http://${host}/`), undefined, {
          proxy: "http://proxy.example",
          noProxy: [noProxy],
          env: {},
        }) !== undefined;
      const direct: [string, string][] = [
        ["a.example", "example"],
        ["a.example", ".example"],
        ["a.example.", "*.EXAMPLE."],
        ["10.1.2.3", "10.0.0.0/8"],
        ["[fd00::1]", "[fd00::1]:80"],
        ["a.example", "a.example:80"],
        ["anything", "*"],
      ];
      const proxied: [string, string][] = [
        ["badexample", "example"],
        ["a.example", "a.example:81"],
        ["10.1.2.3", "2.3"],
        ["11.1.2.3", "10.0.0.0/8"],
        ["a.example", "10.0.0.0/0x8"],
        ["a.example", ""],
        ["models", "http://models"],
      ];
      for (const [host, rule] of direct) assert.equal(via(host, rule), false, `${host} with ${rule}`);
      for (const [host, rule] of proxied) assert.equal(via(host, rule), true, `${host} with ${rule}`);
    });
    it("whose address is written without a scheme, or with half a character in its password", () => {
      const target = parseTarget("https://api.example/v1");
      const plain = { type: "http", port: 3128, secure: false };
      assert.deepEqual(makeRoute(target, "proxy.corp:3128").proxy, { ...plain, host: "proxy.corp" });
      assert.deepEqual(makeRoute(target, "localhost:3128").proxy, { ...plain, host: "localhost" });
      assert.throws(() => makeRoute(target, "quic://proxy.corp"), { kind: "proxy" });
      assert.deepEqual(makeRoute(target, "http://me:50%@proxy.corp").proxy, {
        ...plain,
        host: "proxy.corp",
        port: 80,
        authorization: `Basic ${Buffer.from("me:50%").toString("base64")}`,
      });
    });
  });
});
