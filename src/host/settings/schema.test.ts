import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { unknownPlaceholders } from "../code/prompt-variables";
import { settingNames, settingRules, type SettingName } from "./list";
import { BadValue, type Rule } from "./rules/value-rules";

interface Schema {
  scope: string;
  default?: unknown;
  [keyword: string]: unknown;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  contributes: { configuration: { properties: Record<string, Schema> }[] };
};
const properties = Object.assign(
  {},
  ...manifest.contributes.configuration.map((section) => section.properties),
) as Record<string, Schema>;
const schemaOf = (name: SettingName): Schema => properties[`llmBreaker.${name}`] ?? assert.fail(name);

/** Settings that stay on their machine, each with the reason. Everything else is a matter of taste and goes where its person goes. */
const OF_THIS_MACHINE: Partial<Record<SettingName, string>> = {
  endpoints: "Addresses: what answers here need not exist elsewhere.",
  chain: "Its steps name the endpoints of this machine.",
  "history.storePrompts": "Says what is kept on this disk.",
  "history.maxAge": "Says what is kept on this disk.",
  "history.maxRequests": "Says what is kept on this disk.",
  "metrics.prometheusPort": "A port of this machine.",
  "metrics.otlpEndpoint": "An address.",
  "metrics.otlpHeaders": "Belong to that address.",
  "metrics.otlpInterval": "Belongs to that address.",
};

/** The editor synchronizes neither of these. */
const UNSYNCED = new Set(["machine", "machine-overridable"]);

describe("Settings Sync", () => {
  for (const name of settingNames) {
    const reason = OF_THIS_MACHINE[name];
    it(`${reason === undefined ? "takes" : "leaves"} ${name} ${reason === undefined ? "along" : "where it is"}`, () => {
      const { scope } = schemaOf(name);
      assert.equal(UNSYNCED.has(scope), reason !== undefined, scope);
      // A language cannot have a breaker of its own, and one window has one service.
      // That all stays local is what a single one of several folders can ask for.
      assert.ok(UNSYNCED.has(scope) || scope === (name === "localOnly" ? "resource" : "window"), scope);
    });
  }

  it("is thought of for no setting that is not there", () => {
    assert.deepEqual(
      Object.keys(OF_THIS_MACHINE).filter((name) => !settingNames.some((known) => known === name)),
      [],
    );
  });
});

describe("what the editor underlines in settings.json", () => {
  // The editor knows more keywords than JSON Schema has.
  const ajv = new Ajv({ strict: false, validateSchema: false });
  const passes = (rule: Rule<unknown>, value: unknown): boolean => {
    try {
      rule(value, "setting");
      return true;
    } catch (error) {
      assert.ok(error instanceof BadValue);
      return false;
    }
  };
  const ollama = { id: "a", type: "ollama" };
  const bad: [SettingName, unknown][] = [
    ["endpoints", [{ ...ollama, modell: "x" }]],
    ["endpoints", [{ ...ollama, url: "localhost:11434" }]],
    ["endpoints", [{ ...ollama, proxy: "proxy:3128" }]],
    ["endpoints", [{ ...ollama, apiKey: "x" }]],
    ["endpoints", [{ ...ollama, window: { type: "count", size: 20, sise: 1 } }]],
    ["endpoints", [{ ...ollama, recoveryBackoff: { faktor: 2 } }]],
    ["endpoints", [{ type: "ollama" }]],
    ["endpoints", [{ ...ollama, type: "olama" }]],
    ["endpoints", [ollama, ollama]],
    ["endpoints", []],
    ["chain", [{ tier: "cloud", timeout: 5, dealy: 1 }]],
    ["chain", [{ tier: "cloud" }]],
    ["chain", [{ timeout: 5 }]],
    ["chain", []],
    ["prompts", [{ name: "x", prompt: "y", promt: "z" }]],
    ["prompts", [{ name: "x" }]],
    ["window", { type: "time", size: 20 }],
    ["recoveryBackoff", { jiter: 1 }],
    ["metrics.otlpEndpoint", "localhost:4318"],
    ["metrics.otlpHeaders", { "x-team": 1 }],
  ];
  for (const [name, value] of bad) {
    it(`is what is refused: ${name} ${JSON.stringify(value)}`, () => {
      assert.ok(!passes(settingRules[name], value), "the rule takes it");
      assert.ok(!ajv.validate(schemaOf(name), value), "the schema takes it");
    });
  }

  it("is nothing that can be used", () => {
    for (const name of settingNames)
      assert.ok(ajv.validate(schemaOf(name), schemaOf(name).default), `${name}: ${ajv.errorsText()}`);
    const good: [SettingName, unknown][] = [
      [
        "endpoints",
        [
          { ...ollama, url: "http://localhost:1", window: { type: "time", duration: 60 } },
          { ...ollama, id: "b" },
        ],
      ],
      ["chain", [{ endpoint: "a", timeout: 5 }]],
    ];
    for (const [name, value] of good) {
      assert.ok(passes(settingRules[name], value));
      assert.ok(ajv.validate(schemaOf(name), value), ajv.errorsText());
    }
  });

  it("is every placeholder of a prompt that is no variable, and no other text", () => {
    const texts = [
      "plain",
      "In ${language}:\n${selection} ${problems} ${file} ${diff}",
      "${selektion}",
      "a\n${selection} ${x.y}",
      "`${a + b}` ${} ${ $",
      "\\${name}",
      "\\\\ ${name}",
      "$${selection}",
      "$${other}",
      "C:\\dir ${selection}",
    ];
    for (const prompt of texts)
      assert.equal(
        ajv.validate(schemaOf("prompts"), [{ name: "x", prompt }]),
        unknownPlaceholders({ name: "x", prompt }).length === 0,
        prompt,
      );
  });
});
