import assert from "node:assert/strict";
import { FakeClock } from "../../../../test/support/fake-clock";
import { fail } from "../../../../test/support/scripted-client";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import type { Logger } from "../../ports/logger";
import { SleepWatch, type Gap } from "./sleep-watch";

const HOUR_MS = 3_600_000;

describe("a machine that slept, told from one that was busy", () => {
  /** Lets `pass` happen after a timer of 30 s was set, and tells what the timer then takes it for. */
  function afterTimer(pass: (clock: FakeClock) => void, deps: { idle?: boolean; usedMs?: number } = {}) {
    const clock = new FakeClock();
    let cpuMs = 500;
    const watch = new SleepWatch({ clock, cpuMs: () => cpuMs, idle: () => deps.idle ?? true });
    let gap: Gap | "not fired" | undefined = "not fired";
    const gapSince = watch.expect(30_000);
    clock.setTimeout(() => (gap = gapSince()), 30_000);
    pass(clock);
    cpuMs += deps.usedMs ?? 0;
    clock.advance(30_000);
    return gap;
  }

  it("is nothing when time just passes", () => {
    assert.equal(
      afterTimer(() => {}),
      undefined,
    );
    assert.equal(
      afterTimer((clock) => clock.stall(30_900)),
      undefined,
    );
  });

  it("is sleep when wall time ran ahead, whatever the process was at", () => {
    const slept = { type: "sleep", ms: 8 * HOUR_MS, sign: "clocks parted" };
    assert.deepEqual(
      afterTimer((clock) => clock.jumpWall(8 * HOUR_MS)),
      slept,
    );
    assert.deepEqual(
      afterTimer((clock) => clock.jumpWall(8 * HOUR_MS), { idle: false, usedMs: HOUR_MS }),
      slept,
    );
  });

  it("is no sleep when a clock is corrected a little, or set back", () => {
    assert.equal(
      afterTimer((clock) => clock.jumpWall(4_999)),
      undefined,
    );
    assert.equal(
      afterTimer((clock) => clock.jumpWall(-HOUR_MS)),
      undefined,
    );
  });

  it("is a hold-up when both clocks went on and the timer was late by seconds", () => {
    assert.deepEqual(
      afterTimer((clock) => clock.stall(37_000)),
      { type: "hold-up", ms: 7_000 },
    );
    assert.deepEqual(
      afterTimer((clock) => clock.stall(89_999)),
      { type: "hold-up", ms: 59_999 },
    );
  });

  it("is sleep when both clocks went on for long and there was nothing to do", () => {
    assert.deepEqual(
      afterTimer((clock) => clock.stall(30_000 + HOUR_MS)),
      { type: "sleep", ms: HOUR_MS, sign: "idle for long" },
    );
  });

  it("is a hold-up, however long, while a request is under way or this process computes", () => {
    const long = { type: "hold-up", ms: HOUR_MS };
    assert.deepEqual(
      afterTimer((clock) => clock.stall(30_000 + HOUR_MS), { idle: false }),
      long,
    );
    assert.deepEqual(
      afterTimer((clock) => clock.stall(30_000 + HOUR_MS), { usedMs: 0.6 * HOUR_MS }),
      long,
    );
  });
});

describe("streaks of failures over a gap in time", () => {
  const endpoint = { id: "local", type: "ollama", url: "http://localhost:11434", model: "m" } as const;
  const chain = [{ endpoint: "local", timeoutMs: 5_000 }];
  const failures = [fail("refused"), fail("refused"), fail("refused")];

  async function setUp(healthCheckIntervalMs: number) {
    const lines: string[] = [];
    const logger: Logger = { info: (line) => lines.push(line), warn() {}, debug() {}, error() {} };
    const world = serviceUnderTest(
      { endpoints: [endpoint], chain, healthCheckIntervalMs },
      { local: failures },
      { logger },
    );
    const ask = () => assert.rejects(world.run(world.service.complete("Hi")));
    const streak = () => world.service.endpoints()[0]!.metrics.consecutiveFailures;
    await ask();
    await ask();
    assert.equal(streak(), 2);
    return { ...world, ask, streak, lines };
  }

  it("stay over a hold-up of seven seconds, so that the third failure opens", async () => {
    const { service, clock, ask, streak, lines, leftovers } = await setUp(3_000);
    clock.stall(10_000);
    clock.advance(5_000);
    assert.equal(streak(), 2);
    assert.match(lines.join("\n"), /This process was held up for \d+ s \(a busy machine, not sleep\)/);
    await ask();
    assert.equal(service.endpoints()[0]!.state, "open");
    await leftovers();
  });

  it("start anew after sleep, which a background check notices", async () => {
    const { clock, streak, lines, leftovers } = await setUp(30_000);
    clock.jumpWall(HOUR_MS);
    assert.equal(streak(), 2);
    clock.advance(40_000);
    assert.equal(streak(), 0);
    assert.match(lines.join("\n"), /The machine slept for 3600 s \(clocks parted\): streaks of failures start anew/);
    await leftovers();
  });

  it("start anew after sleep with the next request, without background checks too", async () => {
    const { service, clock, ask, streak, leftovers } = await setUp(0);
    clock.jumpWall(HOUR_MS);
    await ask();
    assert.equal(streak(), 1);
    assert.equal(service.endpoints()[0]!.state, "closed");
    await leftovers();
  });
});
