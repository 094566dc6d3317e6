import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { settingNames, settingRules } from "../../src/host/settings/list";
import { BadValue, type Rule } from "../../src/host/settings/rules/value-rules";

interface Schema {
  type?: string;
  scope?: string;
  minimum?: number;
  maximum?: number;
  const?: unknown;
  anyOf?: Schema[];
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  contributes: { configuration: { properties: Record<string, Schema> }[] };
  capabilities: { untrustedWorkspaces: { supported: unknown; restrictedConfigurations: string[] } };
};
const properties = Object.assign(
  {},
  ...manifest.contributes.configuration.map((section) => section.properties),
) as Record<string, Schema>;
const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;

/**
 * Settings that need not be restricted until the folder is trusted, each with the reason. A new setting that sends, floods, delays, opens or
 * hides anything belongs into `restrictedConfigurations` of package.json, not here.
 */
const harmless: Record<string, string> = {
  "llmBreaker.localOnly":
    "A folder can only switch it on, by which less is sent than otherwise; where anybody else has switched it on, a folder's “false” is not heeded.",
  "llmBreaker.notifyWhenDone":
    "It shows or leaves out one notice of our own words when an answer has ended; nothing is sent or delayed by it.",
  "llmBreaker.history.storePrompts":
    "Of scope machine: the editor reads no folder's value, trusted or not, so none can have prompts kept.",
  "llmBreaker.history.maxAge":
    "Of scope machine: the editor reads no folder's value, trusted or not, so none can have entries removed.",
  "llmBreaker.history.maxRequests":
    "Of scope machine: the editor reads no folder's value, trusted or not, so none can have entries removed.",
};

describe("a folder that is opened without trust and wants to send, flood, delay, open or hide something by its settings", () => {
  for (const [name, { scope }] of Object.entries(properties)) {
    it(`sets ${name}`, () => {
      const reason = harmless[name];
      if (reason === undefined) {
        assert.ok(
          restricted.includes(name),
          `${name} is neither among restrictedConfigurations in package.json nor explained here: why may a folder that nobody trusts set it?`,
        );
        return;
      }
      assert.ok(!restricted.includes(name), `${name} is restricted: it needs no reason here`);
      if (reason.startsWith("Of scope machine")) assert.equal(scope, "machine");
    });
  }

  it("finds nothing restricted or explained that is not there", () => {
    assert.deepEqual(
      [...restricted, ...Object.keys(harmless)].filter((name) => !(name in properties)),
      [],
    );
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, "limited");
  });

  it("sets something that the list of settings does not check", () => {
    assert.deepEqual(Object.keys(properties).sort(), settingNames.map((name) => `llmBreaker.${name}`).sort());
  });
});

/** As JSON Schema says, for what stands here. */
function admits({ type, minimum, maximum, anyOf, ...rest }: Schema, value: number): boolean {
  if (type === "integer" && !Number.isInteger(value)) return false;
  if (minimum !== undefined && value < minimum) return false;
  if (maximum !== undefined && value > maximum) return false;
  if ("const" in rest && rest.const !== value) return false;
  return anyOf === undefined || anyOf.some((schema) => admits(schema, value));
}

function passes(rule: Rule<unknown>, value: number): boolean {
  try {
    rule(value, "setting");
    return true;
  } catch (error) {
    assert.ok(error instanceof BadValue);
    return false;
  }
}

describe("a folder, trusted by a click, that wants to flood a server with an interval that is hardly one", () => {
  const leasts = {
    healthCheckInterval: 1,
    hedgeDelay: 0.1,
    connectTimeout: 0.1,
    totalTimeout: 0.1,
    throttleBackoff: 0.1,
    "metrics.otlpInterval": 1,
  } as const;
  for (const [name, least] of Object.entries(leasts) as [keyof typeof leasts, number][]) {
    it(`sets ${name} below ${least}`, () => {
      for (const value of [Number.MIN_VALUE, 0.001, least * 0.999, -1, Number.NaN])
        assert.ok(!passes(settingRules[name], value), `${value}`);
      assert.ok(passes(settingRules[name], least));
    });
  }

  it("says in a sentence what is allowed", () => {
    assert.throws(() => settingRules.healthCheckInterval(0.001, "llmBreaker.healthCheckInterval"), {
      message: "llmBreaker.healthCheckInterval must be 0 or a number of seconds from 1 to 86400, but is 0.001.",
    });
  });

  for (const name of settingNames) {
    const schema = properties[`llmBreaker.${name}`];
    if (schema?.type !== "number" && schema?.type !== "integer") continue;
    it(`finds a number that package.json and the rule of ${name} judge differently`, () => {
      const { minimum = 0, maximum = 0, anyOf = [] } = schema;
      const edges = [minimum, maximum, 0, ...anyOf.map((part) => part.minimum ?? 0)];
      for (const value of edges.flatMap((edge) => [edge, edge - 0.001, edge + 0.001, edge - 1, edge + 1])) {
        assert.equal(passes(settingRules[name], value), admits(schema, value), `${name} ${value}`);
      }
    });
  }
});
