import assert from "node:assert/strict";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, fail, hang } from "../../../../test/support/scripted-client";
import { EndpointError } from "../../failure/errors";
import type { RequestRecord } from "../../model/request";
import { silentLogger } from "../../ports/logger";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const other = { ...cloud, id: "other", url: "https://other.example/v1" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

const chain = (["cloud", "local"] as const).map((tier) => ({ tier, timeoutMs: 20_000 }));

/** A service whose log of errors and records of requests are kept. */
function watched(...[config, scripts]: Parameters<typeof serviceUnderTest>) {
  const errors: unknown[][] = [];
  const logger = { ...silentLogger, error: (...words: unknown[]) => void errors.push(words) };
  const world = serviceUnderTest(config, scripts, { logger });
  const records: RequestRecord[] = [];
  world.service.onEvent((event) => event.type === "request" && records.push(event.record));
  return { ...world, errors, records };
}

describe("whatever is thrown in the course of a request", () => {
  for (const [thrown, words] of [
    [new RangeError("Invalid string length"), "Invalid string length"],
    ["a text", "a text"],
    [undefined, "undefined"],
  ] as const) {
    it(`by an endpoint's client reaches nobody raw: ${words}`, async () => {
      const { service, run, clients, records, errors } = watched({ endpoints: [cloud] }, { cloud: [answer()] });
      clients["cloud"]!.chat = () => Promise.reject(thrown);
      await assert.rejects(
        run(service.complete("Hi")),
        (error: unknown) => error instanceof EndpointError && error.kind === "internal" && error.attempts.length === 1,
      );
      assert.deepEqual(errors, [["cloud: internal error", thrown]]);
      assert.deepEqual([records[0]!.outcome, records[0]!.kind], ["failure", "internal"]);
    });

    it(`by the way itself reaches nobody raw: ${words}`, async () => {
      const { service, run, clients, records, errors, leftovers } = watched(
        { endpoints: [cloud, other, local], chain, hedgeDelayMs: 100 },
        { cloud: [fail("server_error", { status: 500 }, 300)], other: [hang], local: [answer()] },
      );
      const breaker = service.health.breaker("local")!;
      Object.defineProperty(breaker, "retryAfterMs", {
        configurable: true,
        get: () => {
          throw thrown;
        },
      });
      await assert.rejects(run(service.complete("Hi")), (error: unknown) => {
        assert.ok(error instanceof EndpointError && error.kind === "internal" && error.endpoint === "other");
        assert.deepEqual([error.message, error.cause], [`Internal error: ${words}`, thrown]);
        assert.deepEqual(
          error.attempts.map(({ endpoint, outcome }) => [endpoint, outcome]),
          [["cloud", "failure"]],
        );
        return true;
      });
      assert.deepEqual(errors, [["A request failed in an unexpected way", thrown]]);
      assert.deepEqual([records[0]!.outcome, records[0]!.kind], ["failure", "internal"]);
      Reflect.deleteProperty(breaker, "retryAfterMs");
      await new Promise(setImmediate);
      assert.deepEqual([clients["other"]!.calls[0]!.ended, service.endpoints()[1]!.inFlight], ["aborted", 0]);
      await leftovers();
    });
  }
});
