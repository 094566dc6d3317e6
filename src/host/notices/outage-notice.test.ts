import assert from "node:assert/strict";
import { FakeClock } from "../../../test/support/fake-clock";
import { FakeLlmService, requestRecord } from "../../../test/support/fake-llm-service";
import { OutageBoard } from "../../../test/support/outage-board";
import { endpointStatus } from "../../../test/unit/support/endpoint-status";
import type { StateChange } from "../../core/breaker/types";
import type { EndpointStatus } from "../../core/model/endpoint";
import type { ServiceEvent } from "../../core/model/service-events";
import type { Action } from "../standing/actions";
import { leadingOut } from "../standing/ways-out";
import { watchOutages } from "./outage-notice";

const BUTTONS = ["Check Endpoint Health", "Show Log"];

describe("watchOutages", () => {
  let clock: FakeClock;
  let board: OutageBoard;

  beforeEach(() => {
    clock = new FakeClock();
    board = new OutageBoard();
  });

  const isDown = (status: Partial<EndpointStatus> = {}): EndpointStatus =>
    endpointStatus({
      state: "open",
      retryAfterMs: 60_000,
      openedBecause: "Ollama isn't running at http://localhost:11434.",
      openedKind: "refused",
      ...status,
    });

  function watched(statuses: EndpointStatus[] = [isDown()], { pressed = "", ollama = true } = {}) {
    const service = new FakeLlmService(statuses);
    const told: string[][] = [];
    const done: Action[] = [];
    const watch = watchOutages({
      service,
      outages: board,
      clock,
      warn: (message, ...buttons) => {
        told.push([message, ...buttons]);
        return Promise.resolve(pressed === "" ? undefined : pressed);
      },
      offered: (actions) => leadingOut(actions, { ollama, editorModels: false }),
      perform: (action) => Promise.resolve(done.push(action)),
      log: assert.fail,
    });
    const tell = (event: ServiceEvent): void => {
      for (const listener of service.listeners) listener(event);
    };
    const change = (
      from: StateChange["from"],
      to: StateChange["to"],
      reason: StateChange["reason"],
      endpoint = "ollama",
      more: { followed?: boolean; alongside?: string } = {},
    ): void => {
      const common = { at: 0, retryAfterMs: 60_000, consecutiveFailures: 3 };
      const unknown = { failureRate: undefined, slowCallRate: undefined };
      tell({ type: "state", endpoint, change: { ...common, ...unknown, from, to, reason }, ...more });
    };
    const open = (endpoint = "ollama"): void => change("closed", "open", "failure_threshold", endpoint);
    const requestEnds = (): void => tell({ type: "request", record: requestRecord() });
    return { service, change, open, requestEnds, told, done, watch };
  }

  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await new Promise(setImmediate);
  };

  it("tells once an outage, however often the trial fails", async () => {
    const { change, open, requestEnds, told } = watched();
    open();
    requestEnds();
    await pass(1_500);
    for (let round = 0; round < 3; round++) {
      change("open", "half_open", "recovery_timeout");
      change("half_open", "open", "trial_failure");
      requestEnds();
      await pass(20_000);
    }
    assert.deepEqual(told, [
      [
        "Ollama isn't running at http://localhost:11434. No calls are sent to “ollama” for 1 min.",
        "Start Ollama",
        ...BUTTONS,
      ],
    ]);
    change("half_open", "closed", "trial_success");
    change("closed", "open", "failure_rate");
    await pass(12_000);
    assert.equal(told.length, 2);
  });

  it("names in one sentence all that go down together, with the chain's waits between them", async () => {
    const ids = ["cloud", "lab", "nas", "ollama", "backup"];
    const { open, requestEnds, told } = watched(
      ids.map((id, index) => isDown({ id, type: "openai", retryAfterMs: 60_000 - index * 5_000 })),
    );
    for (const id of ids) {
      open(id);
      await pass(2_000);
      assert.deepEqual(told, [], id);
    }
    requestEnds();
    await pass(1_500);
    assert.deepEqual(told, [
      [
        "No calls are sent to “cloud”, “lab”, “nas”, “ollama” and “backup”, because they failed repeatedly. The next try is in 40 s.",
        ...BUTTONS,
      ],
    ]);
  });

  it("waits for no request that goes on and on", async () => {
    const { open, told } = watched();
    open();
    await pass(11_999);
    assert.equal(told.length, 0);
    await pass(1);
    assert.equal(told.length, 1);
  });

  it("says nothing of one that is up again by then, or was taken down by hand or by another window", async () => {
    const { service, change, open, requestEnds, told } = watched([isDown(), isDown({ id: "cloud" })]);
    open();
    change("open", "half_open", "probe");
    change("half_open", "closed", "trial_success");
    service.statuses = [endpointStatus(), isDown({ id: "cloud" })];
    change("closed", "open", "trip", "cloud");
    requestEnds();
    await pass(12_000);
    change("open", "closed", "reset", "cloud");
    change("closed", "open", "trip", "cloud", { followed: true, alongside: "another" });
    requestEnds();
    await pass(12_000);
    assert.deepEqual(told, []);
  });

  it("names what shares the address of one that failed", async () => {
    const { change, open, requestEnds, told } = watched([isDown(), isDown({ id: "large" })]);
    open();
    change("closed", "open", "trip", "large", { alongside: "ollama" });
    requestEnds();
    await pass(1_500);
    assert.match(told[0]![0]!, /^No calls are sent to “ollama” and “large”, because/);
  });

  it("is told by one of the windows that see it, with what the others have seen", async () => {
    const one = watched([isDown({ id: "cloud" }), isDown()]);
    const other = watched([isDown({ id: "cloud" }), isDown({ id: "lab" })]);
    one.open("cloud");
    await pass(300);
    // Before it heard that the first has seen it too.
    other.open("cloud");
    other.open("lab");
    one.requestEnds();
    await pass(1_000);
    other.requestEnds();
    for (let second = 0; second < 20; second++) await pass(1_000);
    assert.deepEqual(
      [one, other].map(({ told }) => told.map(([message]) => message)),
      [["No calls are sent to “cloud” and “lab”, because they failed repeatedly. The next try is in 1 min."], []],
    );
    one.open("ollama");
    await pass(12_000);
    assert.match(one.told[1]![0]!, /^Ollama isn't running/, "what comes later is told by itself");
  });

  it("is told by this window where the others cannot be asked", async () => {
    board.stuck = true;
    const { open, told } = watched();
    open();
    await pass(12_000);
    await pass(1_000);
    assert.equal(told.length, 1);
  });

  it("says when the outage is simulated, and offers to end it; no other window is told of that", async () => {
    const { open, told } = watched([isDown({ simulated: true })]);
    open();
    await pass(12_000);
    assert.deepEqual(told, [
      [
        "Simulated outage: Ollama isn't running at http://localhost:11434. No calls are sent to “ollama” for 1 min.",
        "End Simulation",
        ...BUTTONS,
      ],
    ]);
    assert.deepEqual(await board.takeOutages(), []);
  });

  it("does not offer to start an Ollama that is there and fails", async () => {
    const { open, told } = watched([isDown({ openedKind: "server_error", live: true })]);
    open();
    await pass(12_000);
    assert.deepEqual(told[0]?.slice(1), BUTTONS);
  });

  it("does not offer to start an Ollama that is not installed", async () => {
    const { open, told } = watched([isDown()], { ollama: false });
    open();
    await pass(12_000);
    assert.deepEqual(told[0]?.slice(1), ["Get Ollama", ...BUTTONS]);
  });

  it("does what its button says, and leaves no timer and no listener", async () => {
    const { open, done, service, watch } = watched([isDown()], { pressed: "Start Ollama" });
    open();
    await pass(12_000);
    assert.deepEqual(done, [{ do: "start_ollama" }]);
    service.listeners.clear();
    const another = watched();
    another.open();
    another.watch.dispose();
    watch.dispose();
    assert.deepEqual([another.service.listeners.size, clock.pending], [0, 0]);
  });
});
