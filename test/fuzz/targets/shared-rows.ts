import fc from "fast-check";
import { CircuitBreaker } from "../../../src/core/breaker/circuit-breaker";
import type { BreakerMetrics, BreakerSnapshot } from "../../../src/core/breaker/types";
import { normalizeEndpointUrl } from "../../../src/core/health/endpoint-url";
import { answer, fail } from "../../support/scripted-client";
import { serviceUnderTest } from "../../support/service-under-test";
import { SharedStore } from "../../support/shared-store";
import { FakeClock } from "../../support/fake-clock";
import { must } from "../alarm";
import { hostileText } from "../hostile-text";
import { mutatedJson } from "../mutate";
import { sealedAnew } from "../sealed";
import { mustBeClean } from "../showable";
import { target } from "../target";

const WALL = Date.UTC(2026, 0, 1);

/** The longest that a breaker may be held open by what another window says, in milliseconds: a day, the largest recovery time of the settings. */
const LONGEST_OPENING_MS = 86_400_000;

/** Snapshots as windows save them: closed, open, half-open, held open, with either window. */
const snapshots: BreakerSnapshot[] = [{}, { window: { type: "time" as const, durationMs: 60_000 } }].flatMap(
  (options) => {
    const clock = new FakeClock(WALL - 1_000);
    const breaker = new CircuitBreaker(options, { clock });
    const taken = [breaker.snapshot()];
    for (let call = 0; call < 3; call++) breaker.acquire().failure({ durationMs: 20 });
    taken.push(breaker.snapshot());
    breaker.recover();
    taken.push(breaker.snapshot());
    breaker.setMode("forced_open");
    taken.push(breaker.snapshot());
    breaker.dispose();
    return taken;
  },
);

const contents = snapshots.map(({ version: _version, checksum: _checksum, ...content }) => content);

function mustBeSound(metrics: BreakerMetrics, retryAfterMs: number, longestMs: number): void {
  for (const [name, value] of Object.entries(metrics))
    must(typeof value !== "number" || Number.isFinite(value), "wrong", () => `${name} is ${value}`);
  for (const rate of [metrics.failureRate, metrics.slowCallRate])
    must(rate === undefined || (rate >= 0 && rate <= 1), "wrong", () => `a rate of ${rate}`);
  must(
    metrics.uptimePercentage >= 0 && metrics.uptimePercentage <= 100,
    "wrong",
    () => `an uptime of ${metrics.uptimePercentage} %`,
  );
  must(
    ["closed", "open", "half_open"].includes(metrics.state),
    "wrong",
    () => `no state at all: ${String(metrics.state)}`,
  );
  must(
    retryAfterMs >= 0 && (retryAfterMs <= longestMs || metrics.mode === "forced_open"),
    "wrong",
    () => `open for ${retryAfterMs} ms more`,
  );
}

/** A breaker that begins where a file says that it was. */
export const snapshotTarget = target<{ content: string; fits: boolean; calls: boolean[] }>({
  name: "snapshots",
  about: "breaker snapshots from the shared file, with a checksum that fits or does not",
  input: (size) =>
    fc.record({
      content: mutatedJson([...contents, ...snapshots], size),
      fits: fc.boolean(),
      calls: fc.array(fc.boolean(), { maxLength: 12 }),
    }),
  run({ content, fits, calls }, watch) {
    const value = JSON.parse(content) as unknown;
    const initial = fits ? sealedAnew(value) : value;
    const clock = new FakeClock(WALL);
    const breaker = watch.call(() => new CircuitBreaker({}, { clock, initial }));
    mustBeSound(breaker.metrics(), breaker.retryAfterMs, Number.MAX_SAFE_INTEGER);
    for (const succeeds of calls) {
      const permit = breaker.tryAcquire();
      if (succeeds) permit?.success(10);
      else permit?.failure({ durationMs: 10 });
      mustBeSound(breaker.metrics(), breaker.retryAfterMs, Number.MAX_SAFE_INTEGER);
      clock.advance(20_000);
    }
    if (breaker.mode !== "forced_open") {
      // A program's own store may hold it open for as long as it was told to.
      clock.advance(breaker.retryAfterMs);
      must(
        breaker.tryAcquire() !== undefined,
        "hang",
        () => `it admits nothing when its time is over, and is ${breaker.state}`,
      );
    }
    breaker.dispose();
    must(clock.pending === 0, "growth", () => `${clock.pending} timers are left`);
  },
});

const endpoint = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;
const key = `${normalizeEndpointUrl(endpoint.url)} ${endpoint.model}`;

interface Row {
  key: string;
  /** JSON. */
  breaker: string;
  fits: boolean;
  /** JSON. */
  because: string;
}

/** What another window writes into the shared table, right or wrong: this window goes on, and asks again in the end. */
export const sharedRowTarget = target<{ stored: Row[]; news: Row[] }>({
  name: "shared-rows",
  about: "breaker rows of other windows, at the start and as news, into a running service",
  input: (size) => {
    const row = fc.record({
      key: fc.oneof({ weight: 6, arbitrary: fc.constant(key) }, { weight: 1, arbitrary: hostileText(size) }),
      breaker: mutatedJson([...contents, null], size),
      fits: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      because: mutatedJson(
        [{ kind: "refused", message: "Nothing answers." }, { kind: "overloaded", message: "529" }, null],
        size,
      ),
    });
    return fc.record({ stored: fc.array(row, { maxLength: 3 }), news: fc.array(row, { maxLength: 3 }) });
  },
  async run({ stored, news }, watch) {
    const clock = new FakeClock(WALL);
    const store = new SharedStore(clock);
    const told = ({ breaker, fits, because }: Row): unknown => {
      const value = JSON.parse(breaker) as unknown;
      return { breaker: fits ? sealedAnew(value) : value, because: (JSON.parse(because) as unknown) ?? undefined };
    };
    for (const row of stored) store.rows.set(row.key, { key: row.key, snapshot: told(row), saver: 99 });
    const { service, run, leftovers } = serviceUnderTest(
      { endpoints: [endpoint] },
      { local: [answer(), fail("refused"), answer()] },
      { clock, shared: store.window() },
    );
    const ask = (): Promise<unknown> => run(service.complete("Hi")).catch((error: unknown) => error);
    await ask();
    for (const row of news) {
      const snapshot = told(row);
      watch.call(() => store.deliver({ key: row.key, snapshot, own: false }));
      const [status] = service.endpoints();
      mustBeSound(status!.metrics, status!.retryAfterMs, LONGEST_OPENING_MS);
      if (status!.openedBecause !== undefined) mustBeClean(status!.openedBecause, "why it is open");
    }
    const { code } = ((await ask()) ?? {}) as { code?: unknown };
    must(code === undefined || typeof code === "string", "crash", () => `a request failed with ${String(code)}`);
    // Whatever the others said: two days later somebody may ask.
    clock.advance(2 * LONGEST_OPENING_MS);
    const error = await ask();
    must(
      !(error instanceof Error) || error.name !== "CircuitOpenError",
      "hang",
      () => "two days later nothing is sent yet",
    );
    await leftovers();
  },
});
