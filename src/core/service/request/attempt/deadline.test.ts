import assert from "node:assert/strict";
import { endpointUnderTest } from "../../../../../test/support/attempt-under-test";
import { hang } from "../../../../../test/support/scripted-client";
import { FirstTokenBudget } from "./budget";
import { AttemptDeadline, type AttemptTimes, type DeadlineEvent } from "./deadline";

/** A deadline at an endpoint whose models are loaded; what it says is written down as "time type". */
function deadline(times: Partial<AttemptTimes> = {}, { loads = true, totalMs = 0 } = {}) {
  const { clock, endpoint, client } = endpointUnderTest([hang], loads ? { loadMs: 1e9 } : {});
  const said: string[] = [];
  const told: DeadlineEvent[] = [];
  const failures: string[] = [];
  const planner = { other: undefined as unknown, alternative: () => planner.other as undefined };
  const budget = new FirstTokenBudget(clock, totalMs, () => said.push(`${clock.now()} total`));
  const all = { timeoutMs: 10_000, idleTimeoutMs: 30_000, loadTimeoutMs: 60_000, thinkingTimeoutMs: 50_000, ...times };
  const subject = new AttemptDeadline(
    { endpoint, step: 0, times: all, budget, planner },
    clock,
    (event: DeadlineEvent) => {
      told.push(event);
      said.push(`${clock.now()} ${event.type}`);
      if (!("failure" in event)) return;
      const { kind, message, details } = event.failure;
      failures.push(`${kind}: ${message}${details.retry ? ` retry ${details.retry}` : ""}`);
      subject.stop();
    },
  );
  /** Lets time pass, in milliseconds, with every look that is answered on the way. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 250) {
      clock.advance(Math.min(250, ms - passed));
      await new Promise(setImmediate);
    }
  };
  return { subject, clock, endpoint, client, budget, planner, said, told, failures, pass };
}

describe("an attempt's deadline", () => {
  it("gives the first token the step's time", async () => {
    const { subject, said, failures, pass, clock } = deadline({}, { loads: false });
    subject.start();
    await pass(20_000);
    assert.deepEqual(said, ["10000 expired"]);
    assert.deepEqual(failures, ["ttft_timeout: it sent no token within 10 s (http://localhost:1)."]);
    assert.equal(clock.pending, 0);
  });

  it("gives more of it where the endpoint has more calls at once than its pace tells of, and never more than is configured", async () => {
    const atOnce = async (calls: number) => {
      const { subject, endpoint, said, failures, pass } = deadline(
        { timeoutMs: 3_000, atMostMs: 10_000 },
        { loads: false },
      );
      Object.defineProperty(endpoint, "inFlight", { get: () => calls });
      subject.start();
      await pass(20_000);
      return [said.join(), /within (\d+ s)/.exec(failures.join())?.[1]];
    };
    assert.deepEqual(await atOnce(1), ["3000 expired", "3 s"]);
    assert.deepEqual(await atOnce(2), ["6000 expired", "6 s"]);
    assert.deepEqual(await atOnce(200), ["10000 expired", "10 s"]);
  });

  it("looks at how many there are when the time is up", async () => {
    const { subject, endpoint, said, pass } = deadline({ timeoutMs: 3_000, atMostMs: 30_000 }, { loads: false });
    let calls = 1;
    Object.defineProperty(endpoint, "inFlight", { get: () => calls });
    subject.start();
    await pass(2_000);
    calls = 4;
    await pass(5_000);
    calls = 1;
    await pass(20_000);
    assert.deepEqual(said, ["12000 expired"]);
  });

  it("bounds the gaps between texts, not the answer", async () => {
    const { subject, said, failures, pass, budget } = deadline({}, { loads: false, totalMs: 5_000 });
    subject.start();
    for (let piece = 0; piece < 5; piece++) {
      await pass(piece === 0 ? 4_000 : 29_000);
      subject.text();
    }
    assert.equal(budget.remainingMs, Infinity);
    await pass(40_000);
    assert.deepEqual(said, ["150000 expired"]);
    assert.deepEqual(failures, ["idle_timeout: it stalled: nothing came for 30 s (http://localhost:1)."]);
  });

  it("says every second that the model thinks, and suspends the request's time meanwhile", async () => {
    const { subject, said, pass, budget } = deadline({}, { loads: false, totalMs: 20_000 });
    subject.start();
    await pass(2_000);
    subject.sign();
    await pass(3_500);
    assert.equal(budget.remainingMs, 18_000);
    subject.text();
    await pass(3_000);
    assert.deepEqual(said, ["3000 thinking", "4000 thinking", "5000 thinking"]);
    assert.equal(subject.thoughtMs, 3_500);
    subject.stop();
  });

  it("bounds the thinking, whatever signs of life there are; a longer step would not help", async () => {
    const { subject, failures, pass, clock } = deadline({}, { loads: false });
    subject.start();
    for (let sign = 0; sign < 12 && failures.length === 0; sign++) {
      subject.sign();
      await pass(5_000);
    }
    assert.deepEqual(failures, [
      "ttft_timeout: it was thinking for 50 s without an answer (http://localhost:1). retry no",
    ]);
    assert.equal(subject.thoughtMs, 50_000);
    assert.equal(clock.pending, 0);
  });

  it("bounds the silence within the thinking by the longer of idle time and step", async () => {
    for (const [timeoutMs, limit] of [
      [10_000, "30 s"],
      [45_000, "45 s"],
    ] as const) {
      const { subject, failures, pass } = deadline({ timeoutMs }, { loads: false });
      subject.start();
      subject.sign();
      await pass(49_000);
      assert.deepEqual(failures, [
        `idle_timeout: it stalled while it was thinking: nothing came for ${limit} (http://localhost:1).`,
      ]);
    }
  });

  it("gives each text its idle time anew, and its thinking time", async () => {
    const { subject, said, pass } = deadline({ thinkingTimeoutMs: 20_000 }, { loads: false });
    subject.start();
    for (let text = 0; text < 4; text++) {
      subject.text();
      await pass(15_000);
      subject.sign();
      await pass(4_000);
    }
    assert.deepEqual(said, []);
    await pass(1_000);
    assert.deepEqual(said, ["77000 expired"]);
  });

  it("bounds signs of life between two texts", async () => {
    const { subject, failures, pass } = deadline({}, { loads: false });
    subject.start();
    subject.text();
    for (let sign = 0; sign < 12 && failures.length === 0; sign++) {
      await pass(5_000);
      subject.sign();
    }
    assert.deepEqual(failures, [
      "idle_timeout: it stalled: signs of life, but no text came for 50 s (http://localhost:1).",
    ]);
  });
});

describe("an attempt's deadline while a model is loaded", () => {
  const seconds = (from: number, to: number, type: string) =>
    Array.from({ length: to - from + 1 }, (_, index) => `${(from + index) * 1_000 + 500} ${type}`);

  it("looks after half a second, says each second that it loads, and gives it the load's time", async () => {
    const { subject, said, failures, pass, endpoint, clock } = deadline();
    subject.start();
    subject.asks("m");
    assert.equal(subject.loadingModel, undefined);
    await pass(1_000);
    assert.equal(subject.loadingModel, "m");
    await pass(70_000);
    assert.deepEqual(said, [...seconds(0, 59, "loading"), "60000 expired"]);
    assert.deepEqual(failures, ["load_timeout: it did not finish loading m within 60 s (http://localhost:1)."]);
    assert.equal(subject.loadedMs, 59_500);
    assert.deepEqual([subject.loadingModel, clock.pending, endpoint.knownWarm("m")], [undefined, 0, false]);
  });

  it("gives up the waiting, not the load, after the step's time where another endpoint could serve", async () => {
    const { subject, planner, said, failures, pass } = deadline();
    planner.other = {};
    subject.start();
    subject.asks("m");
    await pass(20_000);
    assert.equal(said.at(-1), "10000 leave");
    assert.deepEqual(failures, ["load_timeout: it is still loading m (http://localhost:1)."]);
  });

  it("waits on where the other endpoint is gone meanwhile, and leaves where one has come", async () => {
    for (const [before, after, end] of [
      [{}, undefined, "60000 expired"],
      [undefined, {}, "60000 leave"],
    ] as const) {
      const { subject, planner, said, pass } = deadline();
      planner.other = before;
      subject.start();
      subject.asks("m");
      await pass(5_000);
      planner.other = after;
      await pass(60_000);
      assert.equal(said.at(-1), end);
    }
  });

  it("gives the first token its time anew once the model is resident, and suspends the request's time until then", async () => {
    const { subject, client, failures, pass, budget, clock } = deadline({}, { totalMs: 30_000 });
    subject.start();
    subject.asks("m");
    await pass(20_000);
    assert.equal(budget.remainingMs, 29_500);
    client.resident = true;
    await pass(9_000);
    assert.deepEqual(failures, []);
    await pass(2_000);
    assert.deepEqual(failures, ["ttft_timeout: it sent no token within 10 s (http://localhost:1)."]);
    assert.deepEqual([subject.loadedMs, clock.pending], [20_000, 1]);
  });

  it("looks earlier where the step is short", async () => {
    const { subject, said, clock } = deadline({ timeoutMs: 600 });
    subject.start();
    subject.asks("m");
    clock.advance(300);
    await new Promise(setImmediate);
    assert.deepEqual(said, ["300 loading"]);
    subject.stop();
  });

  it("counts from when the call began, and names the model", async () => {
    const { subject, clock, told, pass, failures } = deadline({ loadTimeoutMs: 5_000 });
    clock.advance(30_000);
    subject.start();
    subject.asks("m");
    await pass(10_000);
    assert.deepEqual(
      told.map((event) => event.type === "loading" && [event.model, event.elapsedMs]).filter(Boolean),
      [500, 1_500, 2_500, 3_500, 4_500].map((elapsedMs) => ["m", elapsedMs]),
    );
    assert.deepEqual([clock.pending, failures.length], [0, 1]);
    assert.equal(subject.loadedMs, 4_500);
  });

  it("looks no more for a load once text has come or the model thinks, though it is known only then", async () => {
    for (const sign of ["text", "sign"] as const) {
      const { subject, said, pass, client } = deadline();
      let looks = 0;
      client.isWarm = async () => (looks++, false);
      subject.start();
      await pass(1_000);
      subject[sign]();
      subject.asks("m");
      await pass(500);
      assert.deepEqual([said, looks], [[], 0]);
      subject.stop();
    }
  });

  it("looks for none where nothing is loaded", async () => {
    const { subject, pass, client } = deadline({}, { loads: false });
    client.isWarm = () => assert.fail("nobody is to be asked");
    subject.start();
    subject.asks("m");
    await pass(5_000);
    subject.stop();
  });

  it("tells a resident model that is silent from one that loads", async () => {
    const { subject, client, said, pass } = deadline();
    client.resident = true;
    subject.start();
    subject.asks("m");
    await pass(20_000);
    assert.deepEqual(said, ["10000 expired"]);
  });

  it("looks as soon as the model is known where that took longer than half a second", async () => {
    const { subject, said, pass } = deadline();
    subject.start();
    await pass(2_000);
    subject.asks("m");
    await new Promise(setImmediate);
    assert.deepEqual(said, ["2000 loading"]);
    subject.stop();
  });

  it("takes the server's own word for it that it loads", async () => {
    const { subject, said, failures, pass } = deadline({}, { loads: false });
    subject.start();
    subject.loading();
    await pass(70_000);
    assert.deepEqual(said, ["0 loading", "60000 expired"]);
    assert.deepEqual(failures, ["load_timeout: it did not finish loading the model within 60 s (http://localhost:1)."]);
  });

  it("speaks of no load once text has come, and looks no more", async () => {
    const { subject, said, pass, clock } = deadline();
    subject.start();
    subject.asks("m");
    subject.text();
    await pass(5_000);
    subject.loading();
    subject.sign();
    assert.deepEqual(said, []);
    subject.stop();
    assert.equal(clock.pending, 0);
  });

  it("speaks of no load while the model thinks", async () => {
    const { subject, said, pass } = deadline();
    subject.start();
    subject.asks("m");
    await pass(750);
    subject.sign();
    subject.loading();
    await pass(750);
    assert.deepEqual(said, ["500 loading"]);
    assert.equal(subject.loadedMs, 250);
    subject.stop();
  });
});
