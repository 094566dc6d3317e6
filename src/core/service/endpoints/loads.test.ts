import assert from "node:assert/strict";
import { endpointUnderTest } from "../../../../test/support/attempt-under-test";
import { FakeClock } from "../../../../test/support/fake-clock";
import { silentLogger } from "../../ports/logger";
import { Loads, type OpenLoad } from "./loads";

const LOAD_MS = 20_000;

function loading() {
  const clock = new FakeClock();
  const it = () => endpointUnderTest([], { loadMs: LOAD_MS }, clock);
  const pass = async (ms: number) => {
    await new Promise(setImmediate);
    clock.advance(ms);
    await new Promise(setImmediate);
  };
  return { clock, it, pass, loads: new Loads(clock, silentLogger, () => 60_000) };
}

/** A call that causes a load, and why it was ended. */
function openLoad() {
  const aborts: string[] = [];
  const load: OpenLoad = { loaded: new Promise(() => undefined), abort: (reason) => aborts.push(String(reason)) };
  return { load, aborts };
}

describe("loads that are tied to no request", () => {
  it("run once a model, and not where it is resident already", async () => {
    const { it, loads, pass, clock } = loading();
    const { endpoint, client, news } = it();
    for (const model of ["m", "m", "n", undefined, undefined]) loads.start(endpoint, model);
    await pass(LOAD_MS);
    loads.start(endpoint, "m");
    assert.deepEqual(
      client.warmUps.map(({ model }) => model),
      ["m", "n", "m"],
    );
    assert.deepEqual(
      news.flatMap((item) => (item.type === "loading" ? [item.active] : [])),
      [true, false],
    );
    assert.equal(clock.pending, 0);
  });

  it("end with their time, and with the service", async () => {
    const { it, loads, pass, clock } = loading();
    const { load, aborts } = openLoad();
    loads.adopt(it().endpoint, "m", load);
    await pass(59_999);
    assert.deepEqual(aborts, []);
    await pass(1);
    loads.dispose();
    assert.deepEqual(aborts, ["Error: The load took too long.", "Error: The service was disposed."]);
    const { endpoint } = it();
    loads.start(endpoint, "m");
    await pass(0);
    loads.dispose();
    await pass(0);
    assert.equal(clock.pending, 0);
  });

  it("are not taken over where one of the same model runs, or where nobody will ask that endpoint again", async () => {
    const { it, loads } = loading();
    const { endpoint } = it();
    const [first, second] = [openLoad(), openLoad()];
    loads.adopt(endpoint, "m", first.load);
    loads.adopt(endpoint, "m", second.load);
    assert.deepEqual([first.aborts, second.aborts], [[], ["Error: Another load of the same model is under way."]]);
    const gone = it().endpoint;
    gone.remove();
    const third = openLoad();
    loads.adopt(gone, "m", third.load);
    assert.deepEqual(third.aborts, ["Error: it was removed from the settings."]);
  });

  it("end with their endpoint, and keep none of its name from loading, however late they end", async () => {
    const { it, loads, clock } = loading();
    const old = it().endpoint;
    const { load, aborts } = openLoad();
    loads.adopt(old, "m", load);
    old.remove();
    assert.deepEqual(aborts, ["Error: it was removed from the settings."]);
    const { endpoint, client } = it();
    loads.start(endpoint, "m");
    loads.start(endpoint, "m");
    await new Promise(setImmediate);
    assert.deepEqual(client.warmUps, [{ model: "m", at: clock.now() }]);
    loads.start(old, "m");
    assert.equal(client.warmUps.length, 1);
  });
});
