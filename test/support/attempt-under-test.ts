import assert from "node:assert/strict";
import { CircuitBreaker } from "../../src/core/breaker/circuit-breaker";
import type { BreakerOptions } from "../../src/core/breaker/types";
import { silentLogger } from "../../src/core/ports/logger";
import { Attempt } from "../../src/core/service/request/attempt/attempt";
import type { AttemptContext, AttemptEvent, AttemptInput } from "../../src/core/service/request/attempt/attempt-types";
import { FirstTokenBudget } from "../../src/core/service/request/attempt/budget";
import { Loads } from "../../src/core/service/endpoints/loads";
import { ManagedEndpoint, type EndpointNews } from "../../src/core/service/endpoints/managed-endpoint";
import { FakeClock } from "./fake-clock";
import { ScriptedClient, type Move } from "./scripted-client";

const STEP_MS = 10;
const LONGEST_MS = 3_600_000;

export interface AttemptSetting {
  breaker?: Partial<BreakerOptions>;
  /** How long the model takes to load, in milliseconds; absent: there is nothing to load. */
  loadMs?: number;
  maxConcurrent?: number;
  /** The endpoint's model; undefined: it has to be asked for it. */
  model?: string | undefined;
  streamed?: boolean;
  times?: Partial<AttemptInput["times"]>;
  /** What the whole request may take to its first token, in milliseconds. */
  totalMs?: number;
  planner?: AttemptInput["planner"];
  shared?: AttemptContext["shared"];
  isOnline?: () => Promise<boolean>;
  temperature?: number;
  maxTokens?: number;
  /** The monotonic time at which the attempt is made, in milliseconds. */
  startAt?: number;
}

/** An endpoint with a scripted client behind it, on a fake clock of its own unless it shares one. */
export function endpointUnderTest(
  scripts: Move[][],
  setting: Pick<AttemptSetting, "breaker" | "loadMs" | "maxConcurrent" | "model"> = {},
  clock = new FakeClock(),
  id = "it",
) {
  const { breaker = {}, loadMs, maxConcurrent } = setting;
  const model = "model" in setting ? setting.model : "m";
  const client = new ScriptedClient(clock, scripts, loadMs);
  const circuit = new CircuitBreaker(breaker, { clock, random: () => 0.5 });
  const type = loadMs === undefined ? "openai" : "ollama";
  const news: EndpointNews[] = [];
  const config = {
    id,
    type,
    url: "http://localhost:1",
    ...(model !== undefined && { model }),
    tier: "local",
    ...(maxConcurrent !== undefined && { maxConcurrent }),
  } as const;
  const endpoint = new ManagedEndpoint(config, circuit, client, clock, (item) => news.push(item));
  return { clock, client, endpoint, breaker: circuit, news };
}

/** One attempt at an endpoint, on a fake clock. */
export function attemptUnderTest(scripts: Move[][], setting: AttemptSetting = {}) {
  const { clock, client, endpoint, breaker } = endpointUnderTest(scripts, setting);
  clock.advance(setting.startAt ?? 0);
  const budget = new FirstTokenBudget(clock, setting.totalMs ?? 0, () => undefined);
  const events: AttemptEvent[] = [];
  const attempt = new Attempt(
    {
      endpoint,
      step: 0,
      model: undefined,
      call: {
        messages: [{ role: "user", content: "Hi" }],
        stream: true,
        ...(setting.temperature !== undefined && { temperature: setting.temperature }),
        ...(setting.maxTokens !== undefined && { maxTokens: setting.maxTokens }),
      },
      thinking: false,
      needs: [],
      streamed: setting.streamed ?? true,
      times: {
        timeoutMs: 10_000,
        idleTimeoutMs: 30_000,
        loadTimeoutMs: 300_000,
        thinkingTimeoutMs: 300_000,
        throttleBackoffMs: 2_000,
        ...setting.times,
      },
      budget,
      planner: setting.planner ?? { alternative: () => undefined },
    },
    {
      clock,
      loads: new Loads(clock, silentLogger, () => 300_000),
      network: { isOnline: setting.isOnline ?? (async () => true) },
      shared: setting.shared,
    },
  );

  /** Lets so much of the fake time pass, in milliseconds, with everything that waits for it. */
  async function settle(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      await new Promise(setImmediate);
      clock.advance(STEP_MS);
    }
    await new Promise(setImmediate);
  }

  /** Runs the attempt to its end. */
  async function run() {
    let ended = false;
    const end = attempt.run((event) => events.push(event)).finally(() => (ended = true));
    for (;;) {
      await new Promise(setImmediate);
      if (ended) return { end: await end, record: attempt.record(await end) };
      assert.ok(clock.now() < LONGEST_MS, "the attempt never ends");
      clock.advance(STEP_MS);
    }
  }

  return { attempt, run, settle, client, clock, endpoint, breaker, budget, events };
}
