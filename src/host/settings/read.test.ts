import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { settingNames, type SettingName } from "./list";
import { readSettings } from "./read";
import { serviceConfig } from "./service-config";

interface Manifest {
  contributes: { configuration: { properties: Record<string, { default: unknown; scope: string }> }[] };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const properties = Object.assign(
  {},
  ...manifest.contributes.configuration.map((section) => section.properties),
) as Record<string, { default: unknown; scope: string }>;
const defaults = (name: SettingName): unknown => properties[`llmBreaker.${name}`]?.default;
const withValues = (values: Partial<Record<SettingName, unknown>>) => (name: SettingName) =>
  name in values ? values[name] : defaults(name);

describe("the list of settings", () => {
  it("is the one of package.json", () => {
    const here = settingNames.map((name) => `llmBreaker.${name}`);
    for (const name of here) assert.ok(properties[name], `${name} is missing in package.json`);
  });

  it("has defaults that pass their own rules", () => {
    assert.deepEqual(readSettings(defaults, defaults).problems, []);
  });

  it("decides in an untrusted workspace for nothing that says where code is sent", () => {
    for (const name of ["llmBreaker.endpoints", "llmBreaker.chain", "llmBreaker.prompts"])
      assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(name));
  });
});

describe("readSettings", () => {
  const bad: [SettingName, unknown, string][] = [
    ["failureThreshold", 0, "llmBreaker.failureThreshold must be a whole number from 1 to 1000, but is 0."],
    ["failureThreshold", 2.5, "llmBreaker.failureThreshold must be a whole number from 1 to 1000, but is 2.5."],
    ["failureThreshold", "3", 'llmBreaker.failureThreshold must be a whole number from 1 to 1000, but is "3".'],
    ["recoveryTimeout", -1, "llmBreaker.recoveryTimeout must be a number of seconds from 0 to 86400, but is -1."],
    [
      "recoveryTimeout",
      Number.NaN,
      "llmBreaker.recoveryTimeout must be a number of seconds from 0 to 86400, but is NaN.",
    ],
    ["enabled", "yes", 'llmBreaker.enabled must be true or false, but is "yes".'],
    ["failureRateThreshold", 1.5, "llmBreaker.failureRateThreshold must be a number from 0 to 1, but is 1.5."],
    [
      "loadBalancing",
      "random",
      'llmBreaker.loadBalancing must be one of "priority", "roundRobin", "leastLatency", but is "random".',
    ],
    ["window", { type: "count" }, "llmBreaker.window.size must be a whole number from 1 to 10000, but is undefined."],
    [
      "window",
      20,
      'llmBreaker.window must be an object such as { "type": "count", "size": 20 } or { "type": "time", "duration": 60 }, but is 20.',
    ],
    ["endpoints", [], "llmBreaker.endpoints must be a list of at least one endpoint, but is []."],
    ["endpoints", "http://localhost", 'llmBreaker.endpoints must be a list of endpoints, but is "http://localhost".'],
    [
      "endpoints",
      [{ id: "a", type: "ollama", url: "localhost:11434" }],
      'llmBreaker.endpoints[0].url must be an address that starts with http:// or https://, but is "localhost:11434".',
    ],
    [
      "endpoints",
      [
        { id: "a", type: "ollama" },
        { id: "a", type: "ollama" },
      ],
      'llmBreaker.endpoints[1].id must be different from the ids before it, but is "a".',
    ],
    [
      "endpoints",
      [{ id: "a", type: "openai", url: "https://api.example/v1", failureThreshold: 0 }],
      "llmBreaker.endpoints[0].failureThreshold must be a whole number from 1 to 1000, but is 0.",
    ],
    [
      "chain",
      [{ tier: "cloud" }],
      "llmBreaker.chain[0].timeout must be given: a number of seconds from 0.1 to 3600, but is undefined.",
    ],
    [
      "chain",
      [{ endpoint: "nowhere", timeout: 5 }],
      'llmBreaker.chain[0].endpoint must be the id of an endpoint (ollama), but is "nowhere".',
    ],
    ["prompts", [{ name: "x" }], "llmBreaker.prompts[0].prompt must be given, but is undefined."],
  ];
  for (const [name, value, message] of bad) {
    it(`refuses ${name} ${JSON.stringify(value)} and keeps the last good value`, () => {
      const lastGood = readSettings(defaults, defaults).settings;
      const { settings, problems } = readSettings(withValues({ [name]: value }), defaults, lastGood);
      assert.deepEqual(
        problems.map((problem) => problem.message),
        [message],
      );
      assert.deepEqual(settings[name], lastGood[name]);
    });
  }

  it("keeps the last good value of the bad setting and applies the good ones beside it", () => {
    const first = readSettings(withValues({ failureThreshold: 7 }), defaults).settings;
    const { settings } = readSettings(withValues({ failureThreshold: -1, recoveryTimeout: 5 }), defaults, first);
    assert.equal(settings.failureThreshold, 7);
    assert.equal(settings.recoveryTimeout, 5);
  });

  it("never repeats a key that stands in the settings", () => {
    const endpoint = { id: "a", type: "openai", url: "https://api.example/v1" };
    for (const secret of [
      { apiKey: "sk-secret" },
      { headers: { Authorization: "Bearer sk-secret" } },
      { url: "https://me:sk-secret@api.example/v1" },
    ]) {
      const { problems } = readSettings(withValues({ endpoints: [{ ...endpoint, ...secret }] }), defaults);
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.message ?? "", /Set API Key/);
      assert.doesNotMatch(problems[0]?.message ?? "", /sk-secret/);
    }
  });

  it("names a property that is not known", () => {
    const { problems } = readSettings(withValues({ endpoints: [{ id: "a", type: "ollama", modell: "x" }] }), defaults);
    assert.equal(
      problems[0]?.message,
      "llmBreaker.endpoints[0].modell must be one of the known properties, perhaps “model”.",
    );
  });

  it("names a handful of those that are known where none is like it", () => {
    const { problems } = readSettings(withValues({ endpoints: [{ id: "a", type: "ollama", colour: "x" }] }), defaults);
    assert.match(problems[0]?.message ?? "", /colour must be one of the known properties \((\w+, ){6}…\)\.$/);
  });
});

describe("serviceConfig", () => {
  it("turns the seconds of the defaults into the milliseconds of the service", () => {
    const config = serviceConfig(readSettings(defaults, defaults).settings);
    assert.deepEqual(config, {
      endpoints: [{ id: "ollama", type: "ollama", url: "http://localhost:11434" }],
      enableCircuitBreaker: true,
      breaker: {
        failureThreshold: 3,
        recoveryTimeoutMs: 60_000,
        successThreshold: 1,
        halfOpenMaxCalls: 1,
        trialTimeoutMs: 120_000,
        failureRateThreshold: 0.5,
        slowCallDurationMs: 30_000,
        slowCallRateThreshold: 0,
        minimumCalls: 10,
        window: { type: "count", size: 20 },
        recoveryBackoff: { factor: 1, maxMs: 300_000, jitter: 0 },
      },
      idleTimeoutMs: 30_000,
      loadTimeoutMs: 300_000,
      localOnly: false,
      thinkingTimeoutMs: 300_000,
      totalTimeoutMs: 70_000,
      healthCheckIntervalMs: 30_000,
      hedgeDelayMs: 0,
      throttleBackoffMs: 2_000,
      loadBalancing: "priority",
      adaptive: true,
    });
  });

  it("gives each type its own address where none is set, and asks for one where there is none", () => {
    const { settings } = readSettings(
      withValues({
        endpoints: [
          { id: "a", type: "ollama" },
          { id: "b", type: "anthropic" },
          { id: "c", type: "vscode-lm" },
        ],
      }),
      defaults,
    );
    assert.deepEqual(
      settings.endpoints.map(({ url }) => url),
      ["http://localhost:11434", "https://api.anthropic.com", "vscode-lm:editor"],
    );
    const { problems } = readSettings(withValues({ endpoints: [{ id: "d", type: "openai" }] }), defaults);
    assert.deepEqual(
      problems.map(({ message }) => message),
      ["llmBreaker.endpoints[0].url must be given for the type “OpenAI-compatible API”, but is undefined."],
    );
  });

  it("hands on a chain of the user's own, and breaker options and key of an endpoint", () => {
    const endpoints = [
      {
        id: "router",
        type: "openai",
        url: "https://router.example/v1",
        model: "m",
        failureThreshold: 5,
        recoveryTimeout: 30,
        window: { type: "time", duration: 60 },
      },
    ];
    const { settings } = readSettings(
      withValues({ endpoints, chain: [{ endpoint: "router", timeout: 4, delay: 1 }] }),
      defaults,
    );
    const config = serviceConfig(settings, ({ url }) => (url.startsWith("https://router.example") ? "key" : undefined));
    assert.deepEqual(config.chain, [{ endpoint: "router", timeoutMs: 4000, delayMs: 1000 }]);
    assert.deepEqual(config.endpoints, [
      {
        id: "router",
        type: "openai",
        url: "https://router.example/v1",
        model: "m",
        apiKey: "key",
        breaker: { failureThreshold: 5, recoveryTimeoutMs: 30_000, window: { type: "time", durationMs: 60_000 } },
      },
    ]);
  });
});
