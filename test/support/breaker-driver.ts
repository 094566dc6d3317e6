import assert from "node:assert/strict";
import {
  CircuitBreaker,
  CircuitOpenError,
  type BreakerDeps,
  type OptionsPatch,
  type Permit,
  type StateChange,
} from "../../src/core/index";
import { FakeClock } from "./fake-clock";

/** A breaker on a fake clock, the changes of state it told of, and short ways to drive it. */
export class BreakerDriver {
  readonly breaker: CircuitBreaker;
  readonly changes: StateChange[] = [];

  constructor(
    options: OptionsPatch = {},
    readonly clock = new FakeClock(),
    deps: Omit<BreakerDeps, "clock"> = {},
  ) {
    this.breaker = new CircuitBreaker(options, { clock, ...deps });
    this.breaker.onStateChange((change) => this.changes.push(change));
  }

  permit(): Permit {
    const permit = this.breaker.tryAcquire();
    assert.ok(permit, `refused while ${this.breaker.state}`);
    return permit;
  }

  permits(count: number): Permit[] {
    return Array.from({ length: count }, () => this.permit());
  }

  succeed(times = 1, durationMs?: number): this {
    for (let time = 0; time < times; time++) this.permit().success(durationMs);
    return this;
  }

  fail(times = 1, info?: Parameters<Permit["failure"]>[0]): this {
    for (let time = 0; time < times; time++) this.permit().failure(info);
    return this;
  }

  advance(ms: number): this {
    this.clock.advance(ms);
    return this;
  }

  /** Lets time pass without a timer firing, as on a machine that is too busy. */
  advanceSilently(ms: number): this {
    this.clock.stall(ms);
    return this;
  }

  refusal(): CircuitOpenError {
    try {
      this.breaker.acquire();
    } catch (error) {
      assert.ok(error instanceof CircuitOpenError);
      return error;
    }
    throw new assert.AssertionError({ message: `admitted while ${this.breaker.state}` });
  }

  refuses(): boolean {
    return this.breaker.tryAcquire() === undefined;
  }

  /** `from>to:reason` of what happened so far. */
  get story(): string[] {
    return this.changes.map(({ from, to, reason }) => `${from}>${to}:${reason}`);
  }
}
