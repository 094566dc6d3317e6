import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { BadValue } from "./value-rules";
import { metricsRules, type MetricsSettings } from "./metrics-rules";

const refusal = (name: keyof MetricsSettings, value: unknown): string => {
  try {
    metricsRules[name](value, `llmBreaker.${name}`);
  } catch (error) {
    assert.ok(error instanceof BadValue);
    return error.message;
  }
  return "";
};

describe("the settings of metrics", () => {
  it("take what can be used", () => {
    assert.equal(metricsRules["metrics.prometheusPort"](9464, ""), 9464);
    assert.equal(metricsRules["metrics.otlpEndpoint"]("", ""), "");
    assert.equal(metricsRules["metrics.otlpEndpoint"](" http://localhost:4318 ", ""), "http://localhost:4318");
    assert.deepEqual(metricsRules["metrics.otlpHeaders"]({ "X-Scope-OrgID": "team" }, ""), { "X-Scope-OrgID": "team" });
  });

  for (const [name, value, message] of [
    ["metrics.prometheusPort", 70_000, /must be a whole number from 0 to 65535, but is 70000/],
    ["metrics.otlpEndpoint", "localhost:4318", /must be empty, or an address that starts with http:\/\/ or https:\/\//],
    ["metrics.otlpEndpoint", 4318, /must be empty, or an address/],
    ["metrics.otlpHeaders", { "bad name": "x" }, /must be a header name/],
    ["metrics.otlpHeaders", { "x-scope": "a\r\nb: c" }, /must be a text of one line/],
    ["metrics.otlpInterval", 0, /must be a number of seconds from 1 to 3600/],
  ] as const) {
    it(`refuse ${name} ${JSON.stringify(value)}`, () => assert.match(refusal(name, value), message));
  }

  it("take no secret, and repeat none", () => {
    for (const header of ["Authorization", "x-api-key", "api_key", "X-Auth-Token", "cookie"]) {
      const message = refusal("metrics.otlpHeaders", { [header]: "hunter2" });
      assert.match(message, /no place for secrets/, header);
      assert.doesNotMatch(message, /hunter2/);
    }
    assert.doesNotMatch(refusal("metrics.otlpEndpoint", "http://me:hunter2@localhost"), /hunter2/);
  });

  it("are off by default, of the machine, and not decided by an untrusted workspace", () => {
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
      contributes: { configuration: { properties: Record<string, { default: unknown; scope: string }> }[] };
      capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
    };
    const properties = Object.assign(
      {},
      ...manifest.contributes.configuration.map((section) => section.properties),
    ) as Record<string, { default: unknown; scope: string }>;
    assert.equal(properties["llmBreaker.metrics.prometheusPort"]?.default, 0);
    assert.equal(properties["llmBreaker.metrics.otlpEndpoint"]?.default, "");
    for (const name of Object.keys(metricsRules)) {
      assert.equal(properties[`llmBreaker.${name}`]?.scope, "machine-overridable", name);
      assert.ok(
        manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(`llmBreaker.${name}`),
        name,
      );
    }
  });
});
