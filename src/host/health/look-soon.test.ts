import assert from "node:assert/strict";
import { FakeClock } from "../../../test/support/fake-clock";
import { endpointStatus, FakeLlmService, requestRecord } from "../../../test/support/fake-llm-service";
import type { AttemptRecord } from "../../core/model/attempt";
import { lookSoon, type LookDeps } from "./look-soon";

describe("looking soon", () => {
  const setUp = (healthCheckInterval = 30) => {
    const clock = new FakeClock();
    const service = new FakeLlmService([
      endpointStatus({ live: true, lastHealthCheckAt: 1 }),
      endpointStatus({ id: "cloud", lastHealthCheckAt: 1 }),
    ]);
    const looked: string[] = [];
    let followed = 0;
    const applied = new Set<() => void>();
    const onDidApply = (listener: () => void) => {
      applied.add(listener);
      return { dispose: () => void applied.delete(listener) };
    };
    const health = { healthCheck: async (id: string) => looked.push(id) > 0 };
    const looks = lookSoon({
      service: Object.assign(service, {
        health,
        followOthers: () => void followed++,
      }) as unknown as LookDeps["service"],
      settings: { current: { healthCheckInterval } } as LookDeps["settings"],
      configuration: { onDidApply },
      clock,
    });
    const taken = () => looked.splice(0);
    return { clock, service, taken, applied, looks, followed: () => followed };
  };
  const failed = (changes: Partial<AttemptRecord>) =>
    ({
      type: "request",
      record: requestRecord({
        outcome: "failure",
        attempts: [
          { endpoint: "ollama", step: 0, startedAt: 0, durationMs: 2, outcome: "failure", kind: "refused", ...changes },
        ],
      }),
    }) as const;

  it("begins soon after the start, and leaves no timer and no listener", () => {
    const { clock, service, taken, applied, looks } = setUp();
    clock.advance(1_999);
    assert.deepEqual(taken(), []);
    clock.advance(1);
    assert.deepEqual(taken(), ["ollama", "cloud"]);
    looks.dispose();
    assert.deepEqual([service.listeners.size, applied.size], [0, 0]);
    setUp().looks.dispose();
  });

  it("follows what other windows see from the same moment, with checks switched off too", () => {
    for (const interval of [30, 0]) {
      const { clock, followed, looks } = setUp(interval);
      clock.advance(1_999);
      assert.equal(followed(), 0);
      clock.advance(60_000);
      assert.equal(followed(), 1);
      looks.dispose();
    }
  });

  it("follows when an endpoint is new, or nothing is known of it any more", () => {
    const { clock, service, taken, applied } = setUp();
    service.statuses = [...service.statuses, endpointStatus({ id: "new" })];
    for (const tell of applied) tell();
    assert.deepEqual(taken(), [], "not while the editor starts");
    clock.advance(2_000);
    taken();
    for (const tell of applied) tell();
    assert.deepEqual(taken(), ["new"]);
  });

  it("follows when a connection failed, but not when more is known already", () => {
    const { clock, service, taken } = setUp();
    clock.advance(2_000);
    taken();
    service.emit(failed({}));
    assert.deepEqual(taken(), ["ollama"]);
    for (const other of [
      failed({ kind: "ttft_timeout" }),
      failed({ outcome: "cancelled" }),
      failed({ endpoint: "gone" }),
    ])
      service.emit(other);
    service.emit({ type: "health", endpoint: "ollama", at: 2, live: false, changed: true });
    service.emit(failed({}));
    assert.deepEqual(taken(), []);
    service.emit({ type: "health", endpoint: "ollama", at: 3, live: true, changed: true });
    service.emit(failed({}));
    assert.deepEqual(taken(), ["ollama"]);
  });

  it("does nothing where checks are switched off", () => {
    const { clock, service, taken } = setUp(0);
    clock.advance(2_000);
    service.emit(failed({}));
    assert.deepEqual(taken(), []);
  });
});
