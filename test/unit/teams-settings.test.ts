import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { ServiceConfig } from "../../src/core/model/config";
import type { SettingName } from "../../src/host/settings/list";
import { readSettings } from "../../src/host/settings/read";
import { serviceConfig } from "../../src/host/settings/service-config";
import { createLlmService } from "../../src/node";
import { contributes } from "../../package.json";
import { ScriptedOllama } from "../support/servers";

type Values = Record<string, unknown>;
const properties = Object.assign({}, ...contributes.configuration.map((section) => section.properties)) as Record<
  string,
  { default: unknown }
>;
const blocks = [...readFileSync("docs/teams.md", "utf8").matchAll(/```jsonc\n([\s\S]*?)```/g)].map(
  ([, block]) => JSON.parse(`{${block}}`) as Values,
);

function configOf(block: Values): ServiceConfig {
  const defaults = (name: SettingName): unknown => properties[`llmBreaker.${name}`]?.default;
  const { settings, problems } = readSettings((name) => block[`llmBreaker.${name}`] ?? defaults(name), defaults);
  assert.deepEqual(problems, []);
  return serviceConfig(settings);
}

describe("the settings that docs/teams.md shows", () => {
  it("are settings, with values that are taken", () => {
    assert.equal(blocks.length, 3);
    for (const block of blocks) {
      for (const name of Object.keys(block)) assert.ok(properties[name], name);
      configOf(block);
    }
  });

  it("leave one step to a gateway, which has retries of its own", () => {
    const { endpoints, chain } = configOf(blocks[1]!);
    assert.deepEqual(
      chain?.map(({ endpoint }) => endpoint),
      endpoints.map(({ id }) => id),
    );
  });

  describe("of several Ollama hosts", () => {
    let hosts: ScriptedOllama[];
    beforeEach(async () => {
      const start = (_: unknown, index: number) =>
        ScriptedOllama.start({ reply: `host ${index} answers`, loaded: ["llama3.2"] });
      hosts = await Promise.all([0, 1, 2].map(start));
    });
    afterEach(() => Promise.all(hosts.map((host) => host.stop())));

    const serviceOf = (loadBalancing: NonNullable<ServiceConfig["loadBalancing"]>) => {
      const config = configOf({ ...blocks[0]!, "llmBreaker.loadBalancing": loadBalancing });
      const endpoints = config.endpoints.map((endpoint, index) => ({ ...endpoint, url: hosts[index]!.url }));
      return createLlmService({ ...config, endpoints, healthCheckIntervalMs: 0 }, { random: () => 0 });
    };

    for (const loadBalancing of ["priority", "roundRobin", "leastLatency"] as const) {
      it(`a host that dies costs no request an answer (${loadBalancing})`, async () => {
        const service = serviceOf(loadBalancing);
        try {
          await hosts[0]!.stop();
          for (let count = 0; count < 6; count++) {
            const { content } = await service.complete(`question ${count}`);
            assert.match(content, /^host [12] answers$/);
          }
        } finally {
          await service.dispose();
        }
      });
    }

    it("roundRobin asks each in its turn", async () => {
      const service = serviceOf("roundRobin");
      try {
        const answers = new Set<string>();
        for (let count = 0; count < 3; count++) answers.add((await service.complete(`question ${count}`)).content);
        assert.equal(answers.size, 3);
      } finally {
        await service.dispose();
      }
    });
  });
});
