import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { EndpointError, RequestCancelledError } from "../../failure/errors";
import type { SharedBreakers } from "../../history/shared-breakers";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, deaf, fail, hang } from "../../../../test/support/scripted-client";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

describe("a request that is cancelled", () => {
  it("cancels by the caller's signal: no verdict, socket closed, half-open slot back", async () => {
    const { service, run, clients, clock, leftovers } = serviceUnderTest(
      { endpoints: [local], breaker: { failureThreshold: 1 } },
      { local: [fail("refused"), hang, hang, answer()] },
    );
    await assert.rejects(run(service.complete("Hi")));
    clock.advance(60_000);
    for (let round = 0; round < 2; round++) {
      const abort = new AbortController();
      const pending = service.complete("Hi", { signal: abort.signal });
      clock.setTimeout(() => abort.abort("stop"), 500);
      await assert.rejects(
        run(pending),
        (error: unknown) =>
          error instanceof RequestCancelledError &&
          error.cause === "stop" &&
          error.attempts[0]!.outcome === "cancelled",
      );
      assert.equal(clients.local!.calls.at(-1)!.ended, "aborted");
      assert.equal(service.endpoints()[0]!.state, "half_open");
    }
    assert.equal((await run(service.complete("Hi"))).content, "Hello");
    await leftovers();
  });

  it("cancels when the consumer leaves the loop, even between two tokens", async () => {
    const { service, run, clients, leftovers } = serviceUnderTest(
      { endpoints: [local] },
      { local: [[{ text: "a" }, { hang: true }]] },
    );
    await run(
      (async () => {
        for await (const event of service.stream("Hi")) if (event.type === "delta") break;
      })(),
    );
    assert.equal(clients.local!.calls[0]!.ended, "aborted");
    assert.equal(service.endpoints()[0]!.inFlight, 0);
    await leftovers();
  });

  it("ends during a wait, and says nothing of what it would have met after it", async () => {
    const { service, run, clock } = serviceUnderTest(
      { endpoints: [cloud] },
      { cloud: [fail("server_error", { status: 500 }), answer()] },
    );
    const abort = new AbortController();
    clock.setTimeout(() => (service.trip("cloud"), abort.abort()), 1_000);
    await assert.rejects(run(service.complete("Hi", { signal: abort.signal })), (error: unknown) => {
      assert.ok(error instanceof RequestCancelledError);
      assert.deepEqual(
        error.attempts.map(({ outcome }) => outcome),
        ["failure"],
      );
      return true;
    });
    assert.equal(clock.now(), 1_000);
  });

  it("ends while it waits to hear what other windows know, which is not for long", async () => {
    const never = <T>(): Promise<T> => new Promise(() => undefined);
    const shared: SharedBreakers = {
      saveSnapshot: () => undefined,
      loadSnapshots: never,
      watch: () => ({ dispose: () => undefined }),
      tryTakeTrial: never,
      renewTrial: () => undefined,
      releaseTrial: () => undefined,
    };
    const left = serviceUnderTest({ endpoints: [cloud] }, { cloud: [answer()] }, { shared });
    const abort = new AbortController();
    left.clock.setTimeout(() => abort.abort(), 100);
    await assert.rejects(left.run(left.service.complete("Hi", { signal: abort.signal })), RequestCancelledError);
    assert.deepEqual([left.clock.now(), left.clients.cloud!.calls.length], [100, 0]);
    const stays = serviceUnderTest({ endpoints: [cloud] }, { cloud: [answer()] }, { shared });
    await stays.run(stays.service.complete("Hi"));
    assert.equal(stays.clients.cloud!.calls[0]!.at, 500);
  });

  it("rejects at once with a signal that has fired already, sending nothing", async () => {
    const { service, run, clients } = serviceUnderTest({ endpoints: [local] }, { local: [answer()] });
    await assert.rejects(run(service.complete("Hi", { signal: AbortSignal.abort("early") })), RequestCancelledError);
    assert.equal(clients.local!.calls.length, 0);
  });

  it("takes any number of requests with one signal, and leaves nothing on it", async () => {
    const warnings: Error[] = [];
    const warn = (warning: Error) => void warnings.push(warning);
    process.on("warning", warn);
    try {
      const { service, run } = serviceUnderTest({ endpoints: [{ ...cloud, maxConcurrent: 50 }] }, { cloud: [hang] });
      const caller = new AbortController();
      const requests = Array.from({ length: 30 }, () =>
        assert.rejects(run(service.complete("Hi", { signal: caller.signal })), RequestCancelledError),
      );
      caller.abort("enough");
      await Promise.all(requests);
      assert.equal(getEventListeners(caller.signal, "abort").length, 0);
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(warnings, []);
    } finally {
      process.off("warning", warn);
    }
  });

  it("cancels at once while it finds out whether there is a network", async () => {
    const other = { ...cloud, id: "other", url: "https://other.example/v1" };
    const { service, run, clients, clock, leftovers } = serviceUnderTest(
      { endpoints: [cloud, other] },
      { cloud: [fail("dns")], other: [answer()] },
    );
    clients.other!.checkLive = (() => new Promise(() => undefined)) as never;
    const abort = new AbortController();
    const pending = service.complete("Hi", { signal: abort.signal });
    clock.setTimeout(() => abort.abort("stop"), 200);
    await assert.rejects(run(pending), RequestCancelledError);
    assert.ok(clock.now() < 300, `${clock.now()}`);
    clock.advance(2_000);
    await leftovers();
  });

  it("does not hang with a client that neither answers nor heeds its signal", async () => {
    const { service, run, clock } = serviceUnderTest(
      { endpoints: [cloud], chain: [{ endpoint: "cloud", timeoutMs: 1_000 }] },
      { cloud: [deaf] },
    );
    await assert.rejects(
      run(service.complete("Hi")),
      (error: unknown) => error instanceof EndpointError && error.kind === "ttft_timeout",
    );
    const caller = new AbortController();
    const cancelled = assert.rejects(run(service.complete("Hi", { signal: caller.signal })), RequestCancelledError);
    await new Promise((resolve) => setImmediate(resolve));
    caller.abort();
    await cancelled;
    const left = assert.rejects(run(service.complete("Hi")), RequestCancelledError);
    await new Promise((resolve) => setImmediate(resolve));
    await run(service.dispose());
    await left;
    assert.equal(clock.pending, 0);
  });
});
