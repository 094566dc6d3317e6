import assert from "node:assert/strict";
import fc from "fast-check";
import { FakeClock } from "../../../test/support/fake-clock";
import { ReferenceBreaker, type ReferenceCall } from "../../../test/support/reference-breaker";
import { CircuitBreaker, type BreakerMode, type BreakerOptions, type Permit, type StateChange } from "../index";

/** Mutation testing takes fewer. */
const SEQUENCES = Number(process.env.BREAKER_MODEL_SEQUENCES ?? 10_000);
/** All times are multiples of this; the time window has twenty steps of it, so that its buckets forget exactly. */
const UNIT = 100;

const units = (min: number, max: number) => fc.integer({ min, max }).map((count) => count * UNIT);
const optionsArbitrary: fc.Arbitrary<BreakerOptions> = fc.record({
  failureThreshold: fc.integer({ min: 1, max: 6 }),
  recoveryTimeoutMs: units(0, 12),
  successThreshold: fc.integer({ min: 1, max: 3 }),
  halfOpenMaxCalls: fc.integer({ min: 1, max: 3 }),
  trialTimeoutMs: units(1, 12),
  failureRateThreshold: fc.constantFrom(0, 0.3, 0.5, 1),
  slowCallDurationMs: units(1, 8),
  slowCallRateThreshold: fc.constantFrom(0, 0, 0.5, 1),
  minimumCalls: fc.integer({ min: 1, max: 8 }),
  window: fc.oneof(
    fc.record({ type: fc.constant("count" as const), size: fc.integer({ min: 1, max: 10 }) }),
    fc.constant({ type: "time" as const, durationMs: 20 * UNIT }),
  ),
  recoveryBackoff: fc.record({ factor: fc.constantFrom(1, 1, 2, 3), maxMs: units(5, 40), jitter: fc.constant(0) }),
});

/** One step: what, and two numbers that say how. */
type Step = readonly [command: number, a: number, b: number];
const stepArbitrary: fc.Arbitrary<Step> = fc.tuple(fc.nat(99), fc.nat(999), fc.nat(999));

/** Both breakers side by side. */
class Pair {
  readonly clock = new FakeClock();
  readonly story: string[] = [];
  real: CircuitBreaker;
  readonly model: ReferenceBreaker;
  calls: { permit: Permit; call: ReferenceCall }[] = [];

  constructor(options: BreakerOptions) {
    this.real = new CircuitBreaker(options, { clock: this.clock });
    this.real.onStateChange(this.tell);
    this.model = new ReferenceBreaker(options, this.clock);
  }

  readonly tell = ({ from, to, reason }: StateChange) => {
    this.story.push(`${from}>${to}:${reason}`);
  };

  acquire(): void {
    const permit = this.real.tryAcquire();
    const call = this.model.acquire();
    assert.equal(permit === undefined, call === undefined, "admission");
    if (permit && call) this.calls.push({ permit, call });
  }

  /** Ends the oldest call, the newest, or one in between; now and then one that has ended already is told again. */
  report(kind: number, a: number, b: number): void {
    const one = this.calls[a % 3 === 0 ? 0 : a % 3 === 1 ? this.calls.length - 1 : a % Math.max(1, this.calls.length)];
    if (!one) return this.acquire();
    const durationMs = b % 2 === 0 ? undefined : (b % 10) * UNIT;
    const retryAfterMs = b % 7 === 0 ? (b % 50) * UNIT : undefined;
    const { permit, call } = one;
    if (kind === 0) permit.success(durationMs);
    else if (kind === 1) permit.failure({ durationMs, retryAfterMs, cause: b });
    else permit.release();
    if (b % 5 === 0) permit.failure({ cause: "told twice" });
    this.calls = this.calls.filter((other) => other !== one);
    if (kind === 0) this.model.success(call, durationMs);
    else if (kind === 1) this.model.failure(call, durationMs, retryAfterMs, b);
    else this.model.release(call);
  }

  /** A sign of life of any call, one that has ended too. */
  renew(a: number): void {
    const one = this.calls[a % Math.max(1, this.calls.length)];
    one?.permit.renew();
    if (one) this.model.renew(one.call);
  }

  configure(a: number, b: number): void {
    const patches: Partial<BreakerOptions>[] = [
      { recoveryTimeoutMs: (b % 13) * UNIT },
      { failureThreshold: 1 + (b % 6), halfOpenMaxCalls: 1 + (b % 3) },
      { trialTimeoutMs: (1 + (b % 12)) * UNIT, successThreshold: 1 + (b % 3) },
      { minimumCalls: 1 + (b % 8), slowCallDurationMs: (1 + (b % 8)) * UNIT },
      // A size that no window has had, so that it is a new one.
      { window: { type: "count", size: 11 + a + 1_000 * b } },
    ];
    const patch = patches[a % patches.length] as Partial<BreakerOptions>;
    this.real.configure(patch);
    this.model.configure(patch);
  }

  restart(): void {
    this.model.restart();
    const initial: unknown = JSON.parse(JSON.stringify(this.real.snapshot()));
    this.real.dispose();
    this.real = new CircuitBreaker(this.model.options, { clock: this.clock, initial });
    this.real.onStateChange(this.tell);
    this.calls = [];
  }

  step([command, a, b]: Step): void {
    const modes: BreakerMode[] = ["auto", "forced_open", "metrics_only"];
    if (command < 30) this.acquire();
    else if (command < 42) this.report(0, a, b);
    else if (command < 64) this.report(1, a, b);
    else if (command < 67) this.report(2, a, b);
    else if (command < 71) this.renew(a);
    else if (command < 82) this.clock.advance((a % 8) * UNIT);
    else if (command < 85) this.clock.stall((a % 15) * UNIT);
    else if (command < 88) this.clock.jumpWall(((a % 41) - 20) * UNIT);
    else if (command < 90) this.both((breaker) => breaker.trip());
    else if (command < 92) this.both((breaker) => breaker.reset());
    else if (command < 93) this.both((breaker) => breaker.recover());
    else if (command < 95) this.both((breaker) => breaker.setMode(modes[a % 4] ?? "auto"));
    else if (command < 98) this.configure(a, b);
    else this.restart();
  }

  both(action: (breaker: CircuitBreaker | ReferenceBreaker) => void): void {
    action(this.real);
    action(this.model);
  }

  assertSame(): void {
    const { real, model } = this;
    const metrics = real.metrics();
    const found = [
      real.state,
      real.mode,
      real.retryAfterMs,
      metrics.consecutiveFailures,
      metrics.consecutiveSuccesses,
      metrics.totalRequests,
      metrics.totalSuccesses,
      metrics.totalFailures,
      metrics.totalReleased,
      metrics.totalRejected,
      metrics.failureRate,
      metrics.slowCallRate,
      metrics.avgResponseTimeMs,
      real.lastOpenCause,
    ];
    const expected = [
      model.state,
      model.mode,
      model.retryAfterMs,
      model.consecutiveFailures,
      model.consecutiveSuccesses,
      model.requests,
      model.successes,
      model.failures,
      model.releases,
      model.rejections,
      model.failureRate,
      model.slowCallRate,
      model.averageMs,
      model.cause,
    ];
    if (found.some((value, index) => value !== expected[index])) assert.deepEqual(found, expected);
    const inState = real.state === "open" && real.mode === "auto";
    assert.equal(this.clock.pending, inState ? 1 : 0, "timers");
  }
}

describe("the breaker against a simple model", () => {
  it(`does the same over ${SEQUENCES} sequences of calls, outcomes late and early, clock jumps, modes, options and restarts`, function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(optionsArbitrary, fc.array(stepArbitrary, { minLength: 1, maxLength: 60 }), (options, steps) => {
        const pair = new Pair(options);
        for (const step of steps) {
          pair.step(step);
          assert.equal(pair.real.state, pair.model.state, "as it reads before anybody acts on it");
          pair.both((breaker) => breaker.configure({}));
          pair.assertSame();
        }
        assert.deepEqual(pair.story, pair.model.story);
        pair.real.dispose();
        assert.equal(pair.clock.pending, 0);
      }),
      { numRuns: SEQUENCES },
    );
  });
});
