import assert from "node:assert/strict";
import { ChainedLlmService } from "../../src/core/service/llm-service";
import { createRun as createRunNow } from "../../src/core/service/request/run";
import type { RunFactory } from "../../src/core/service/request/run-context";
import type { ServiceConfig } from "../../src/core/model/config";
import type { Logger } from "../../src/core/ports/logger";
import type { SharedBreakers } from "../../src/core/history/shared-breakers";
import { FakeClock } from "./fake-clock";
import { ScriptedClient, type Move } from "./scripted-client";

/** Longest time a scenario may take on the fake clock, in milliseconds. */
const LONGEST_MS = 3_600_000;
const STEP_MS = 10;

/** A service on a fake clock, with scripted clients by endpoint id. */
export function serviceUnderTest(
  config: ServiceConfig,
  scripts: Record<string, Move[][]>,
  {
    loadMs,
    localSeemsDown = false,
    clock = new FakeClock(),
    shared,
    logger,
    createRun = createRunNow,
  }: {
    loadMs?: number;
    localSeemsDown?: boolean;
    clock?: FakeClock;
    shared?: SharedBreakers;
    logger?: Logger;
    createRun?: RunFactory;
  } = {},
) {
  const clients: Record<string, ScriptedClient> = {};
  for (const { id, type } of config.endpoints)
    clients[id] = new ScriptedClient(clock, scripts[id]!, type === "ollama" ? loadMs : undefined);
  if (localSeemsDown) clients["local"]!.facts = { live: false };
  const service = new ChainedLlmService(
    { healthCheckIntervalMs: 0, ...config },
    {
      clock,
      random: () => 0.5,
      ...(shared && { shared }),
      ...(logger && { logger }),
      createRun,
      createClient: ({ id }) => (clients[id] ??= new ScriptedClient(clock, scripts[id] ?? [[{ finish: "stop" }]])),
    },
  );

  /** Lets the fake time pass until the promise settles. */
  async function run<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    promise.then(
      () => (settled = true),
      () => (settled = true),
    );
    const until = clock.now() + LONGEST_MS;
    for (;;) {
      await new Promise(setImmediate);
      if (settled) return promise;
      assert.ok(clock.now() < until, "the scenario never ends");
      clock.advance(STEP_MS);
    }
  }

  async function collect<T>(iterable: AsyncIterable<T>): Promise<T[]> {
    const items: T[] = [];
    await run(
      (async () => {
        for await (const item of iterable) items.push(item);
      })(),
    );
    return items;
  }

  /** Disposes the service and asserts that no timer is left. */
  async function leftovers(): Promise<void> {
    await service.dispose();
    await new Promise(setImmediate);
    assert.equal(clock.pending, 0, "timers left");
  }

  return { service, clock, clients, run, collect, leftovers };
}
