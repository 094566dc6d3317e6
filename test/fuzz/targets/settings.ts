import { readFileSync } from "node:fs";
import fc from "fast-check";
import { createLlmService } from "../../../src/node/create-llm-service";
import { settings as texts } from "../../../src/host/texts/settings";
import { settingNames, type SettingName } from "../../../src/host/settings/list";
import { readSettings } from "../../../src/host/settings/read";
import { serviceConfig } from "../../../src/host/settings/service-config";
import { projectPath } from "../../../scripts/paths.mjs";
import { must } from "../alarm";
import { asNotice } from "../as-notice";
import { hostileNumber, hostileText } from "../hostile-text";
import { mutatedJson } from "../mutate";
import { KEY, mustBeClean, mustHoldNoKey } from "../showable";
import { target } from "../target";

interface Section {
  properties: Record<string, { default: unknown }>;
}
const { contributes } = JSON.parse(readFileSync(projectPath("package.json"), "utf8")) as {
  contributes: { configuration: Section[] };
};
const defaults = new Map(
  contributes.configuration
    .flatMap(({ properties }) => Object.entries(properties))
    .map(([name, { default: value }]) => [name.replace("llmBreaker.", ""), value]),
);
const defaultOf = (name: SettingName): unknown => structuredClone(defaults.get(name));

/** Good values of the settings that hold more than a number. */
const rich: Partial<Record<SettingName, unknown[]>> = {
  endpoints: [
    [
      {
        id: "cloud",
        type: "openai",
        url: "https://openrouter.ai/api/v1",
        model: "m",
        tier: "cloud",
        headers: { "x-title": "a", "x-goog-api-key": KEY },
        maxConcurrent: 2,
        contextLength: 8192,
        proxy: "http://proxy:3128",
        failureThreshold: 5,
        window: { type: "time", duration: 60 },
      },
      { id: "local", type: "ollama" },
    ],
    [{ id: "cloud", type: "openai", url: "http://models", apiKey: KEY, api_key: KEY, key: KEY }],
    [
      {
        id: "cloud",
        type: "openai",
        url: `https://user:${KEY}@api.example/v1`,
        headers: { authorization: `Bearer ${KEY}` },
      },
    ],
  ],
  chain: [
    [
      { tier: "cloud", timeout: 10 },
      { endpoint: "local", delay: 2, timeout: 20 },
    ],
  ],
  window: [
    { type: "count", size: 20 },
    { type: "time", duration: 60 },
  ],
  recoveryBackoff: [{ factor: 2, max: 300, jitter: 0.1 }],
  prompts: [[{ name: "Tests", prompt: "Write tests for ${selection}", system: "Be brief" }]],
};

/** Every setting of a folder, hostile or not: nothing throws, what is refused is told in words that can be shown, and what is taken makes a service. */
export const settingsTarget = target<Partial<Record<SettingName, string>>>({
  name: "settings",
  about: "settings.json of a folder, through the rules into a service",
  input: (size) => {
    const values = settingNames.map((name) => {
      const own = mutatedJson([defaults.get(name) ?? null, ...(rich[name] ?? [])], size);
      return [
        name,
        fc.oneof(
          { weight: 4, arbitrary: own },
          { weight: 1, arbitrary: fc.oneof(hostileNumber, hostileText(size)).map((value) => JSON.stringify(value)) },
        ),
      ] as const;
    });
    return fc.record(Object.fromEntries(values), { requiredKeys: [] });
  },
  async run(raw, watch) {
    const parsed = new Map(Object.entries(raw).map(([name, json]) => [name, JSON.parse(json) as unknown]));
    const read = (name: SettingName): unknown => (parsed.has(name) ? parsed.get(name) : defaultOf(name));
    const { settings, problems } = watch.call(() => readSettings(read, defaultOf));
    for (const { message, setting } of problems) {
      mustBeClean(asNotice(message), "what is wrong with a setting");
      must(settingNames.includes(setting), "wrong", () => `a problem of no setting: ${setting}`);
    }
    mustHoldNoKey(texts.bad(problems.map(({ message }) => message)), "the warning about settings");
    mustHoldNoKey(JSON.stringify(settings.endpoints), "what is taken from the settings");
    // No setting is good as this.
    const again = readSettings(() => NaN, defaultOf, settings);
    must(
      JSON.stringify(again.settings) === JSON.stringify(settings),
      "wrong",
      () => "the last good values do not stay in force",
    );
    const service = watch.call(() => createLlmService({ ...serviceConfig(settings), healthCheckIntervalMs: 0 }));
    for (const { id, metrics } of service.endpoints())
      must(typeof id === "string" && metrics.totalRequests === 0, "wrong", () => "an endpoint that cannot be told");
    await service.dispose();
  },
});
