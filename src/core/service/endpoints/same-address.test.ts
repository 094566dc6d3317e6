import assert from "node:assert/strict";
import { FakeClock } from "../../../../test/support/fake-clock";
import { answer, fail, hang, type Move } from "../../../../test/support/scripted-client";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { SharedStore } from "../../../../test/support/shared-store";

const small = { id: "small", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;
const large = { ...small, id: "large", url: "http://LOCALHOST:8080/other/v1", model: "large" } as const;
/** It answers, so that a name that does not resolve is not taken for a machine without network. */
const elsewhere = { ...small, id: "elsewhere", url: "http://gpu.example:8080/v1" } as const;
const chain = [{ endpoint: "small", timeoutMs: 1_000 }];

describe("endpoints at one address", () => {
  const open = (script: Move[][], deps?: Parameters<typeof serviceUnderTest>[2]) =>
    serviceUnderTest(
      { endpoints: [small, large, elsewhere], chain },
      { small: script, large: [answer()], elsewhere: [answer()] },
      deps,
    );
  const states = ({ service }: Pick<ReturnType<typeof open>, "service">) =>
    service.endpoints().map(({ state }) => state);
  const outage = async ({ service, run }: ReturnType<typeof open>): Promise<void> => {
    for (let round = 0; round < 3; round++) await assert.rejects(run(service.complete("Hi")));
  };

  for (const kind of ["refused", "connect_timeout", "dns"] as const) {
    it(`all open when one is open for want of a connection (${kind}), for the same time and with the reason`, async () => {
      const window = open([fail(kind)]);
      const { service, clients } = window;
      await outage(window);
      assert.deepEqual(states(window), ["open", "open", "closed"]);
      const [one, other] = service.endpoints();
      assert.equal(other!.openedBecause, `it failed: ${kind}`);
      assert.equal(other!.retryAfterMs, one!.retryAfterMs);
      assert.deepEqual(
        [other!.metrics.totalFailures, clients["large"]!.calls.length],
        [0, 0],
        "nothing was sent for it",
      );
    });
  }

  it("keep to themselves what a server has answered, or has not", async () => {
    for (const script of [[fail("server_error")], [hang], [fail("reset")]]) {
      const window = open(script);
      await outage(window);
      assert.deepEqual(states(window), ["open", "closed", "closed"]);
    }
  });

  it("tell with which one they opened", async () => {
    const window = open([fail("refused")]);
    const told: unknown[] = [];
    window.service.onEvent(
      (event) => event.type === "state" && told.push([event.endpoint, event.change.to, event.alongside]),
    );
    await outage(window);
    assert.deepEqual(told, [
      ["small", "open", undefined],
      ["large", "open", "small"],
    ]);
  });

  it("may all be tried as soon as a check of one finds it alive", async () => {
    const window = open([fail("refused")]);
    window.clients["small"]!.facts = { live: false };
    await outage(window);
    await window.run(window.service.checkHealth("small"));
    assert.deepEqual(states(window), ["open", "open", "closed"]);
    await window.run(window.service.checkHealth("elsewhere"));
    assert.deepEqual(states(window), ["open", "open", "closed"], "another address says nothing");
    await window.run(window.service.checkHealth("large"));
    assert.deepEqual(states(window), ["half_open", "half_open", "closed"]);
  });

  it("may all be tried when the trial of one succeeds, and rest again when it fails", async () => {
    const window = open([fail("refused"), fail("refused"), fail("refused"), fail("refused"), answer("back")]);
    await outage(window);
    window.clock.advance(60_000);
    assert.deepEqual(states(window), ["half_open", "half_open", "closed"]);
    await assert.rejects(window.run(window.service.complete("Hi")));
    assert.deepEqual(states(window), ["open", "open", "closed"]);
    window.service.allowTrial("small");
    assert.deepEqual(states(window), ["half_open", "open", "closed"]);
    await window.run(window.service.complete("Hi"));
    assert.deepEqual(states(window), ["closed", "half_open", "closed"]);
  });

  it("leave alone one that was opened for another reason, by hand, or in play", async () => {
    const window = open([fail("refused")]);
    window.service.trip("large");
    await window.run(window.service.checkHealth("small"));
    assert.equal(states(window)[1], "open", "an answer says nothing about what a person did");
    window.service.reset("large");
    window.clients["small"]!.simulated = true;
    await outage(window);
    assert.deepEqual(states(window), ["open", "closed", "closed"]);
  });

  it("are known in other windows, those too that the failing window does not have", async () => {
    const clock = new FakeClock();
    const store = new SharedStore(clock);
    const one = serviceUnderTest(
      { endpoints: [small] },
      { small: [fail("refused")] },
      { clock, shared: store.window() },
    );
    const other = open([answer()], { clock, shared: store.window() });
    await other.run(other.service.complete("Hi"));
    for (let round = 0; round < 3; round++) await assert.rejects(one.run(one.service.complete("Hi")));
    assert.deepEqual(states(other), ["open", "open", "closed"]);
  });
});
