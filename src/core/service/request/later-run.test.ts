import assert from "node:assert/strict";
import { deferred } from "../../../../test/support/deferred";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, hang } from "../../../../test/support/scripted-client";
import { EndpointError, RequestCancelledError } from "../../failure/errors";
import { laterCode } from "../../failure/loaded";
import { laterRuns } from "./later-run";
import { createRun } from "./run";
import type { RunFactory } from "./run-context";

const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

describe("a request whose code is loaded with it", () => {
  /** A service whose code for requests comes when the test says so. */
  function setUp(moves = [answer("Hello")]) {
    const loading = deferred<{ createRun: RunFactory }>();
    let loads = 0;
    const code = laterCode(() => (loads++, loading.promise));
    const parts = serviceUnderTest({ endpoints: [local] }, { local: moves }, { createRun: laterRuns(code) });
    return { ...parts, code, loaded: () => loading.resolve({ createRun }), failed: loading.reject, loads: () => loads };
  }

  it("is answered when it has come, and those after it need not wait", async () => {
    const { service, run, loaded, loads, code } = setUp();
    const first = service.complete("Hi");
    assert.equal(loads(), 1);
    loaded();
    assert.equal((await run(first)).content, "Hello");
    assert.ok(code.made);
    assert.equal((await run(service.complete("Hi again"))).content, "Hello");
    assert.equal(loads(), 1);
  });

  it("is what it was given, whatever its caller does with that meanwhile", async () => {
    const { service, run, loaded, clients } = setUp();
    const messages = [{ role: "user" as const, content: "one" }];
    const asked = service.complete(messages);
    messages[0]!.content = "another";
    loaded();
    await run(asked);
    assert.equal(clients["local"]!.calls[0]!.call.messages[0]!.content, "one");
  });

  it("refuses a caller's mistake before anything is loaded", async () => {
    const { service, loads } = setUp();
    await assert.rejects(service.complete("Hi", { endpoint: "nobody" }), /There is no endpoint "nobody"/);
    await assert.rejects(service.complete("Hi", { temperature: -1 }), RangeError);
    assert.equal(loads(), 0);
  });

  it("can be cancelled before it is there: nothing is sent then", async () => {
    const { service, run, loaded, clients } = setUp([hang]);
    const abort = new AbortController();
    const asked = service.complete("Hi", { signal: abort.signal });
    abort.abort();
    loaded();
    await assert.rejects(run(asked), RequestCancelledError);
    const reading = service.stream("Hi")[Symbol.asyncIterator]();
    void reading.next();
    await run(reading.return!());
    assert.equal(clients["local"]!.calls.filter(({ ended }) => ended === "running").length, 0);
  });

  it("ends with the service before it is there", async () => {
    const { service, run, loaded, leftovers, clients } = setUp([hang]);
    const asked = service.complete("Hi");
    const disposed = leftovers();
    loaded();
    await assert.rejects(run(asked), RequestCancelledError);
    await disposed;
    assert.deepEqual(clients["local"]!.calls, []);
  });

  it("ends at once for whoever cancels while the code does not come, and is told of as cancelled", async () => {
    const { service, leftovers, clients } = setUp();
    const told: [string, number][] = [];
    service.onEvent(
      (event) => event.type === "request" && told.push([event.record.outcome, event.record.messages.length]),
    );
    const abort = new AbortController();
    const asked = [
      service.complete("Hi", { signal: abort.signal, system: "Be brief." }),
      service.stream("Hi", { signal: abort.signal })[Symbol.asyncIterator]().next(),
    ];
    abort.abort("enough");
    for (const each of asked) await assert.rejects(each, { name: "RequestCancelledError", cause: "enough" });
    assert.deepEqual(told, [
      ["cancelled", 2],
      ["cancelled", 1],
    ]);
    const unended = service.complete("Hi");
    const ended = leftovers();
    await assert.rejects(unended, RequestCancelledError);
    await ended;
    assert.deepEqual(clients["local"]!.calls, []);
  });

  it("says so where the code cannot be loaded, and the service can be ended all the same", async () => {
    const { service, run, failed, leftovers } = setUp();
    const asked = service.complete("Hi");
    failed(new Error("Cannot find module"));
    await assert.rejects(
      run(asked),
      (error) =>
        error instanceof EndpointError && error.kind === "not_loaded" && /Reload the window/.test(error.message),
    );
    await leftovers();
  });
});
