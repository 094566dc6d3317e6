import assert from "node:assert/strict";
import { BreakerDriver } from "../../../test/support/breaker-driver";
import { FakeClock } from "../../../test/support/fake-clock";
import { CircuitBreaker } from "../index";
import { writeSnapshot } from "./snapshot";

describe("rule 10: damaged snapshots", () => {
  const good = () => structuredClone(new BreakerDriver().succeed().fail(3).breaker.snapshot());
  const timed = () =>
    structuredClone(
      new BreakerDriver({ window: { type: "time", durationMs: 9_000 } }).succeed().fail(3).breaker.snapshot(),
    );
  const forced = () => {
    const { breaker } = new BreakerDriver();
    breaker.setMode("forced_open");
    return structuredClone(breaker.snapshot());
  };

  function assertIgnored(initial: unknown, name: string): void {
    const breaker = new CircuitBreaker({}, { clock: new FakeClock(), initial });
    const { state, mode, totalRequests, totalRejected, consecutiveFailures, openedAt } = breaker.metrics();
    assert.deepEqual(
      [state, mode, totalRequests, totalRejected, consecutiveFailures, openedAt],
      ["closed", "auto", 0, 0, 0, undefined],
      name,
    );
  }

  it("is otherwise taken", () => {
    for (const initial of [good(), timed(), forced()])
      assert.equal(new CircuitBreaker({}, { clock: new FakeClock(), initial }).state, "open");
  });

  it("whatever a store did to the order of its fields", () => {
    const turned = Object.fromEntries(Object.entries(timed()).reverse());
    assert.equal(new CircuitBreaker({}, { clock: new FakeClock(), initial: turned }).state, "open");
  });

  it("rule 10: anything that is no snapshot is ignored", () => {
    for (const initial of [
      undefined,
      null,
      0,
      "",
      "{}",
      true,
      [],
      {},
      () => 1,
      Symbol("s"),
      1n,
      new Map(),
      [good()],
      { version: 2 },
      JSON.stringify(good()),
    ])
      assertIgnored(initial, String(initial));
    const cyclic: Record<string, unknown> = { ...good() };
    cyclic.self = cyclic;
    assertIgnored(cyclic, "cyclic");
    assertIgnored(
      {
        ...good(),
        get state(): string {
          throw new Error("no");
        },
      },
      "a getter that throws",
    );
    assertIgnored({ ...good(), toJSON: () => undefined }, "toJSON");
  });

  it("rule 10: another version is ignored, though nothing is damaged", () => {
    const { checksum: _, version: _own, ...content } = good();
    assert.equal(new CircuitBreaker({}, { clock: new FakeClock(), initial: writeSnapshot(content) }).state, "open");
    assertIgnored(writeSnapshot({ ...content, version: 3 } as never), "version 3, with its checksum");
    for (const version of [0, 1, 3, "2", null, undefined]) assertIgnored({ ...good(), version }, String(version));
  });

  it("rule 10: a snapshot without one of its fields, with another value in one, or with one more, is ignored", () => {
    for (const make of [good, timed, forced]) {
      for (const [field, value] of Object.entries(make())) {
        const without: Record<string, unknown> = { ...make() };
        delete without[field];
        assertIgnored(without, `without ${field}`);
        const others =
          typeof value === "number"
            ? [value + 1, value - 1, value / 2 + 0.1, -value - 1]
            : typeof value === "string"
              ? [`${value}0`, value.slice(1), "closed", "metrics_only"]
              : [];
        for (const other of [...others, "rubbish", NaN, {}, [], !value]) {
          if (other !== value && !(value === null && Number.isNaN(other)))
            assertIgnored({ ...make(), [field]: other }, `${field}: ${String(other)}`);
        }
      }
      assertIgnored({ ...make(), more: 1 }, "one more");
    }
  });

  it("rule 10: damage deep inside is noticed", () => {
    const { window } = timed();
    const [step] = window.type === "time" ? window.steps : [];
    assert.ok(step);
    const damaged: unknown[] = [
      undefined,
      null,
      {},
      { ...window, type: "count" },
      { type: "time", steps: [] },
      { type: "time", steps: [null] },
      { type: "time", steps: [step, step] },
    ];
    for (const [field, value] of Object.entries(step))
      damaged.push({ type: "time", steps: [{ ...step, [field]: value + 1 }] });
    for (const other of damaged) assertIgnored({ ...timed(), window: other }, JSON.stringify(other));
    for (const other of [null, {}, { state: "closed", mode: "auto" }, { ...good().phase, recoveryMs: 0 }])
      assertIgnored({ ...good(), phase: other }, JSON.stringify(other));
  });

  it("rule 10: one damaged byte anywhere in the stored text is noticed", () => {
    for (const make of [good, timed, forced]) {
      const text = JSON.stringify(make());
      for (let index = 0; index < text.length; index++) {
        for (const byte of ["7", "x", '"', ","]) {
          if (text[index] === byte) continue;
          let initial: unknown;
          try {
            initial = JSON.parse(text.slice(0, index) + byte + text.slice(index + 1));
          } catch {
            continue;
          }
          assertIgnored(initial, `${byte} at ${index} of ${text}`);
        }
      }
    }
  });

  describe("rule 10: ignores what no breaker has saved, though its checksum fits:", () => {
    const sound = (): Record<string, unknown> => {
      const { version: _version, checksum: _checksum, ...content } = new BreakerDriver().fail(3).breaker.snapshot();
      return { ...content };
    };
    const changes: Record<string, (content: Record<string, unknown>) => unknown> = {
      "a text": () => "",
      "a list": () => [],
      "no phase": ({ phase: _phase, ...rest }) => rest,
      "a state of another name": (content) => ({ ...content, phase: { state: "ajar", mode: "auto" } }),
      "a closed one that is held open": (content) => ({ ...content, phase: { state: "closed", mode: "forced_open" } }),
      "an opening without times": (content) => ({ ...content, phase: { state: "open", mode: "auto" } }),
      "an opening that began in the future": (content) => ({
        ...content,
        phase: { state: "open", mode: "auto", elapsedMs: -1e9, recoveryMs: 60_000, hinted: false },
      }),
      "a streak that is no number": (content) => ({ ...content, consecutiveFailures: {} }),
      "a missing total": ({ totalRejected: _rejected, ...rest }) => rest,
      "half a call": (content) => ({ ...content, totalRequests: 0.5 }),
      "a time that is none": (content) => ({ ...content, lastFailureAt: "yesterday" }),
      "no window": ({ window: _window, ...rest }) => rest,
      "a window of other outcomes": (content) => ({ ...content, window: { type: "count", outcomes: "0x7" } }),
      "a step with more failures than calls": (content) => ({
        ...content,
        window: { type: "time", steps: [{ ageMs: 0, calls: 1, failures: 2, slowCalls: 0 }] },
      }),
      "a step of nothing": (content) => ({ ...content, window: { type: "time", steps: [null] } }),
    };
    for (const [name, change] of Object.entries(changes)) {
      it(name, () => {
        const breaker = new CircuitBreaker(
          {},
          { initial: writeSnapshot(change(sound()) as Parameters<typeof writeSnapshot>[0]), clock: new FakeClock() },
        );
        assert.deepEqual([breaker.state, breaker.mode, breaker.metrics().totalRequests], ["closed", "auto", 0]);
      });
    }
    it("but not one that holds something more, which is left out", () => {
      const breaker = new CircuitBreaker(
        {},
        { initial: writeSnapshot({ ...sound(), more: 1 } as never), clock: new FakeClock() },
      );
      assert.deepEqual([breaker.state, "more" in breaker.metrics()], ["open", false]);
    });
  });

  it("rule 10: what another program of this version has saved is read: the checksum is this one", () => {
    const times = { window: { type: "time", durationMs: 1_000 } } as const;
    assert.deepEqual(
      [new BreakerDriver(), new BreakerDriver(times)].map((driver) => driver.fail(3).breaker.snapshot().checksum),
      [-708_162_956, 179_500_890],
    );
  });
});
