import assert from "node:assert/strict";
import type { Fault, FlavourName } from "../../support/servers";
import { flavours } from "../../support/servers";
import {
  cloudReply,
  createWorld,
  localReply,
  type Mode,
  replies,
  request,
  shownText,
  status,
  type Tier,
  type World,
} from "./harness";

/** What looks odd on the wire and yet is a good answer. */
describe("oddities that are no fault", () => {
  const stepMs = 1_000;
  let world: World;
  afterEach(() => world.end());

  const answers = (
    title: string,
    tiers: readonly Tier[],
    fault: Fault | Fault[],
    check: (content: string, finishReason: string, tier: Tier) => void,
  ) => {
    for (const tier of tiers) {
      for (const mode of ["stream", "complete"] as Mode[]) {
        it(`${title} (${tier}, ${mode})`, async () => {
          world = await createWorld();
          world.server(tier).fault(fault);
          const service = world.service({
            endpoints: [world.endpoint(tier)],
            chain: [{ endpoint: tier, timeoutMs: stepMs }],
            idleTimeoutMs: 1_500,
          });
          const result = await request(service, mode);
          assert.equal(result.error, undefined, String(result.error));
          check(result.completion?.content ?? "", result.completion?.finishReason ?? "", tier);
          if (mode === "stream") assert.equal(shownText(result.events), result.completion?.content);
          assert.deepEqual(
            [
              result.attempts.length,
              status(service, tier).metrics.totalSuccesses,
              status(service, tier).metrics.totalFailures,
            ],
            [1, 1, 0],
          );
          assert.equal(world.clock.timers, 0);
        });
      }
    }
  };
  const all = ["local", "cloud", "claude"] as const;
  const whole = (content: string, finishReason: string, tier: Tier) =>
    assert.deepEqual([content, finishReason], [replies[tier], "stop"]);

  answers("no fault at all", all, { kind: "ok" }, whole);
  answers("bytes split into pieces of three", all, { kind: "split", bytes: 3 }, whole);
  answers(
    "characters of several bytes split",
    all,
    [
      { kind: "reply", text: "東京 🙂 über “naïve” ".repeat(3) },
      { kind: "split", bytes: 1 },
    ],
    (content) => assert.equal(content, "東京 🙂 über “naïve” ".repeat(3)),
  );
  answers("one bad line amid good ones (row 29)", ["cloud", "claude"], { kind: "badLine" }, whole);
  answers("bytes that are no UTF-8", all, { kind: "invalidUtf8" }, (content) =>
    assert.match(content, /^the�+.*words$/),
  );
  answers("a line of 7 MiB", all, { kind: "hugeLine", bytes: 7 * 1024 * 1024 }, (content, _reason, tier) =>
    assert.equal(content.length, replies[tier].length + 7 * 1024 * 1024),
  );
  answers("the length limit (row 31)", all, { kind: "length", afterTokens: 3 }, (content, reason) => {
    assert.equal(reason, "length");
    assert.match(content, /^the \w+ answer$/);
  });
  answers("no [DONE] after the finish reason", ["cloud"], { kind: "noDoneMarker" }, whole);
  for (const { kind } of [{ kind: "hang" }, { kind: "reset" }, { kind: "fin" }] as const)
    answers(`${kind} after the finish reason`, ["cloud"], [{ kind: "noDoneMarker" }, { kind, at: "end" }], whole);
  answers(
    "keep-alive comments before the first token",
    ["cloud", "claude"],
    [
      { kind: "comments", everyMs: 10 },
      { kind: "pace", firstTokenMs: 100 },
    ],
    whole,
  );
  answers(
    "thinking for longer than the step allows for the first token",
    all,
    [
      { kind: "thinking", tokens: 24 },
      { kind: "pace", tokensPerSecond: 20 },
    ],
    whole,
  );
  answers("an answer that takes longer than the step's timeout", all, { kind: "pace", tokensPerSecond: 5 }, whole);

  for (const flavour of Object.keys(flavours) as FlavourName[]) {
    it(`an answer as ${flavour} writes it, with usage`, async () => {
      world = await createWorld({ flavour });
      const service = world.service({ endpoints: [world.endpoint("cloud")] });
      const { completion, error } = await request(service, "complete");
      assert.equal(error, undefined, String(error));
      assert.equal(completion?.content, cloudReply);
      assert.ok((completion?.usage.completionTokens ?? 0) > 0, JSON.stringify(completion?.usage));
    });
  }

  it("silence after the finish reason for longer than the idle timeout", async () => {
    world = await createWorld();
    world.cloud.fault([{ kind: "noDoneMarker" }, { kind: "hang", at: "end" }]);
    const service = world.service({
      endpoints: [world.endpoint("cloud"), world.endpoint("local")],
      chain: [
        { endpoint: "cloud", timeoutMs: stepMs },
        { endpoint: "local", timeoutMs: stepMs },
      ],
      idleTimeoutMs: 50,
    });
    for (const mode of ["stream", "complete"] as Mode[]) {
      const result = await request(service, mode);
      assert.deepEqual(
        [result.completion?.content, result.completion?.endpoint],
        [cloudReply, "cloud"],
        String(result.error),
      );
      assert.ok(!result.events.some(({ type }) => type === "restart"));
    }
    assert.deepEqual(
      [status(service, "cloud").metrics.totalSuccesses, status(service, "cloud").metrics.totalFailures],
      [2, 0],
    );
  });

  it("the third empty answer in a row counts (row 30)", async () => {
    world = await createWorld();
    world.local.fault({ kind: "empty" });
    const service = world.service({
      endpoints: [world.endpoint("local")],
      chain: [{ endpoint: "local", timeoutMs: stepMs }],
      breaker: { failureThreshold: 10 },
    });
    const failures: number[] = [];
    for (let index = 0; index < 4; index++) {
      await request(service, "complete");
      failures.push(status(service, "local").metrics.totalFailures);
    }
    assert.deepEqual(failures, [0, 0, 1, 2]);
  });

  it("a reused connection that died meanwhile is replaced at once and not counted (row 7)", async () => {
    world = await createWorld();
    const service = world.service({
      endpoints: [world.endpoint("local")],
      chain: [{ endpoint: "local", timeoutMs: stepMs }],
    });
    await request(service, "complete");
    for (const fault of [{ kind: "reset" }, { kind: "fin" }] as Fault[]) {
      world.local.clearFaults();
      world.local.fault(fault, { reusedSocket: true });
      const result = await request(service, "complete");
      assert.equal(result.completion?.content, localReply, String(result.error));
      assert.deepEqual([result.attempts.length, status(service, "local").metrics.totalFailures], [1, 0]);
    }
    assert.ok(
      world.local.log.entries.some((entry) => entry.reusedSocket && entry.outcome === "cut by fault"),
      "a reused connection was cut",
    );
  });

  it("a connection the server closed while idle is no failure", async () => {
    world = await createWorld();
    const service = world.service({
      endpoints: [world.endpoint("local")],
      chain: [{ endpoint: "local", timeoutMs: stepMs }],
    });
    await request(service, "complete");
    world.local.closeIdleConnections();
    assert.equal((await request(service, "complete")).completion?.content, localReply);
  });
});
