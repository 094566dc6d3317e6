import assert from "node:assert/strict";
import type { Logger } from "../../src/core/ports/logger";
import { ChainedLlmService } from "../../src/core/service/llm-service";
import { createRun } from "../../src/core/service/request/run";
import type { ServiceConfig } from "../../src/core/model/config";
import { FakeClock } from "../support/fake-clock";
import { ScriptedClient } from "../support/scripted-client";

describe("a config that wants to flood a server with health checks", () => {
  function serviceWith(config: Partial<ServiceConfig>) {
    const clock = new FakeClock();
    const warnings: string[] = [];
    const logger: Logger = { debug() {}, info() {}, error() {}, warn: (message) => void warnings.push(message) };
    const client = new ScriptedClient(clock, []);
    const whole: ServiceConfig = { endpoints: [{ id: "a", type: "ollama", url: "http://localhost:11434" }], ...config };
    const service = new ChainedLlmService(whole, {
      clock,
      random: () => 0.5,
      logger,
      createRun,
      createClient: () => client,
    });
    return { service, clock, warnings, whole, looks: () => client.probes };
  }

  for (const intervalMs of [0.001, 1, 50, 999]) {
    it(`asks for one every ${intervalMs} ms`, async () => {
      const { service, clock, warnings, looks, whole } = serviceWith({ healthCheckIntervalMs: intervalMs });
      for (let ms = 0; ms < 3_000; ms += 50) {
        clock.advance(50);
        await new Promise(setImmediate);
      }
      assert.ok(looks() >= 2 && looks() <= 3, `${looks()} checks in 3 s`);
      assert.deepEqual(warnings, [
        `healthCheckIntervalMs was raised from ${intervalMs} to 1000: more frequent checks would flood the endpoints.`,
      ]);
      service.configure(whole);
      assert.equal(warnings.length, 1, "said once");
      await service.dispose();
    });
  }

  it("is told nothing where the interval is in order", async () => {
    for (const healthCheckIntervalMs of [0, 1_000, 30_000]) {
      const { service, warnings } = serviceWith({ healthCheckIntervalMs });
      assert.deepEqual(warnings, []);
      await service.dispose();
    }
  });
});
