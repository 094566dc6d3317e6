import assert from "node:assert/strict";
import type { FailureKind } from "../../../src/core/model/failure-kinds";
import type { EndpointConfig } from "../../../src/core/model/endpoint";
import type { Fault } from "../../support/servers";
import { createWorld, type Mode, replies, request, shownText, status, type Tier, type World } from "./harness";

/** One way in which a server fails, what it has to be taken for (docs/failures.md), and the way to bring it about. */
export interface Row {
  /** Its number, by which other tests call it. */
  row: number;
  title: string;
  on: readonly Tier[];
  /** What the failing server does, to every request. */
  fault?: Fault | readonly Fault[] | ((tier: Tier) => Fault | Fault[]);
  /** Instead of a fault, or beside it; may give the failing endpoint another address. */
  arrange?: (world: World, tier: Tier) => void | Partial<EndpointConfig> | Promise<void | Partial<EndpointConfig>>;
  clean?: () => Promise<void>;
  kind: FailureKind | readonly FailureKind[];
  counts: boolean;
  /** The second step, at the same endpoint, is taken. */
  retried: boolean | { local: boolean; cloud: boolean };
  /** The same where nothing had been shown, because the caller wants the whole answer; without it as `retried`. */
  retriedUnshown?: boolean;
  /** The third step, at the other endpoint, answers. */
  movesOn: boolean;
  /** Nothing more is sent until something changes. */
  latched?: boolean;
  /** Status in the attempt's record. */
  status?: number;
  /** Tokens that came before it broke: the stream has shown them, so it is restarted visibly. */
  shows?: boolean;
}

const other: Record<Tier, Tier> = { local: "cloud", cloud: "local", claude: "local" };

const timeoutKinds: ReadonlySet<FailureKind> = new Set([
  "ttft_timeout",
  "load_timeout",
  "idle_timeout",
  "connect_timeout",
]);

/** Short times where a time is what is waited for, so that a wall of hangs takes seconds; generous ones elsewhere, so that a busy machine is no fault. */
function times(kinds: readonly FailureKind[]): {
  stepMs: number;
  connectTimeoutMs: number;
  idleTimeoutMs: number;
  thinkingTimeoutMs: number;
} {
  const short = kinds.some((kind) => timeoutKinds.has(kind));
  return {
    stepMs: short ? 300 : 4_000,
    connectTimeoutMs: kinds.includes("connect_timeout") ? 150 : 4_000,
    idleTimeoutMs: kinds.includes("idle_timeout") ? 150 : 4_000,
    thinkingTimeoutMs: short ? 300 : 4_000,
  };
}

function describeCase(row: Row, tier: Tier, mode: Mode): string {
  return `row ${row.row}: ${row.title} (${tier}, ${mode})`;
}

function check(row: Row, tier: Tier, mode: Mode): void {
  it(describeCase(row, tier, mode), async () => {
    const world = await createWorld();
    try {
      const fault = typeof row.fault === "function" ? row.fault(tier) : row.fault;
      if (fault) world.server(tier).fault(fault as Fault | Fault[]);
      const changed = (await row.arrange?.(world, tier)) ?? {};
      const failing = { ...world.endpoint(tier), ...changed };
      const retried =
        mode === "complete" && row.retriedUnshown !== undefined
          ? row.retriedUnshown
          : typeof row.retried === "boolean"
            ? row.retried
            : row.retried[tier === "local" ? "local" : "cloud"];
      const kinds = typeof row.kind === "string" ? [row.kind] : row.kind;
      const { stepMs, ...timeouts } = times(kinds);
      const service = world.service({
        endpoints: [failing, world.endpoint(other[tier])],
        chain: [
          { endpoint: tier, timeoutMs: stepMs },
          { endpoint: tier, timeoutMs: stepMs, delayMs: 10 },
          { endpoint: other[tier], timeoutMs: 4_000, delayMs: 10 },
        ],
        breaker: { failureThreshold: 10 },
        throttleBackoffMs: 50,
        ...timeouts,
      });
      const result = await request(service, mode);

      const failures = result.attempts.filter((attempt) => attempt.outcome === "failure" && attempt.endpoint === tier);
      assert.ok(
        failures.length > 0,
        `an attempt at ${tier} failed; got ${JSON.stringify(result.attempts)} ${String(result.error)}`,
      );
      for (const { kind, message } of failures) {
        assert.ok(
          kind && (kinds as readonly string[]).includes(kind),
          `kind ${kind} is ${kinds.join(" or ")}: ${message}`,
        );
        assert.ok(
          message?.includes(new URL(failing.url).host),
          `the message names the address ${failing.url}: ${message}`,
        );
      }
      if (row.status !== undefined) assert.equal(failures[0]?.status, row.status);
      assert.equal(failures.length, retried ? 2 : 1, `attempts at ${tier}: ${JSON.stringify(result.attempts)}`);

      if (row.movesOn) {
        assert.equal(result.error, undefined);
        assert.deepEqual(
          [result.completion?.content, result.completion?.endpoint, result.completion?.fallbackUsed],
          [replies[other[tier]], other[tier], true],
        );
        if (mode === "stream")
          assert.equal(
            shownText(result.events),
            replies[other[tier]],
            "the stream ends with the whole answer, not spliced",
          );
      } else {
        assert.ok(result.error, "the request fails");
        assert.ok(
          !result.attempts.some((attempt) => attempt.endpoint === other[tier]),
          "the other endpoint is not asked",
        );
        assert.ok(
          (kinds as readonly string[]).includes(result.error.kind ?? ""),
          `${result.error.name} of kind ${result.error.kind}: ${result.error.message}`,
        );
      }
      if (mode === "stream")
        assert.equal(
          result.events.some((event) => event.type === "restart"),
          row.shows === true && row.movesOn,
          "a restart is told when something had been shown",
        );

      const after = status(service, tier);
      assert.equal(after.metrics.consecutiveFailures, row.counts ? failures.length : 0, "what the breaker counted");
      assert.equal(after.metrics.totalFailures, row.counts ? failures.length : 0);
      const blocked = after.latched !== undefined && after.latched.callsPass !== true;
      assert.equal(blocked, row.latched === true, `latched: ${JSON.stringify(after.latched)}`);
      assert.deepEqual([after.inFlight, after.queued], [0, 0], "nothing is in flight any more");
      await world
        .server(tier)
        .log.until(() => world.server(tier).pendingRequests === 0, "the failing server has no request open", 1_000);
      assert.equal(world.clock.timers, 0, `${world.clock.timers} timers after the request`);
    } finally {
      await row.clean?.();
      await world.end();
    }
  });
}

/** Every row on every tier it applies to, streamed and whole unless told otherwise. */
export function checkRows(title: string, rows: readonly Row[], modes: readonly Mode[] = ["stream", "complete"]): void {
  describe(title, () => {
    for (const row of rows) for (const tier of row.on) for (const mode of modes) check(row, tier, mode);
  });
}
