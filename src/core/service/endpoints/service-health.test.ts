import assert from "node:assert/strict";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { laterClient } from "../later-client";
import { notLoaded, notLoadedText } from "../../failure/loaded";
import { EndpointFailure } from "../../failure/endpoint-failure";
import type { ServiceEvent } from "../../model/service-events";

const endpoint = { id: "local", type: "ollama", url: "http://localhost:11434", model: "m" } as const;

describe("what the service learns from health checks", () => {
  const setUp = () => {
    const world = serviceUnderTest({ endpoints: [endpoint] }, { local: [[{ text: "Hello" }, { finish: "stop" }]] });
    const told: Extract<ServiceEvent, { type: "health" }>[] = [];
    world.service.onEvent((event) => event.type === "health" && told.push(event));
    return { ...world, told, check: () => world.run(world.service.checkHealth("local")) };
  };

  it("keeps liveness, readiness and the breaker apart", async () => {
    const { clients, check, leftovers } = setUp();
    clients["local"]!.facts = { live: true, ready: false };
    assert.deepEqual(pick(await check()), { live: true, ready: false, state: "closed", failures: 0 });
    clients["local"]!.facts = { live: false };
    assert.deepEqual(pick(await check()), { live: false, ready: undefined, state: "closed", failures: 0 });
    await leftovers();
  });

  it("takes one that accepts and stays silent for one that does not answer, which is no failure of its breaker", async () => {
    const { clients, check, told, leftovers } = setUp();
    clients["local"]!.silent = true;
    assert.deepEqual(pick(await check()), { live: false, ready: undefined, state: "closed", failures: 0 });
    assert.deepEqual(
      told.map(({ live, changed }) => [live, changed]),
      [[false, true]],
    );
    clients["local"]!.silent = false;
    assert.equal((await check()).live, true);
    clients["local"]!.silent = true;
    assert.equal((await check()).live, false);
    assert.deepEqual(
      told.map(({ live }) => live),
      [false, true, false],
      "each check is told once",
    );
    await leftovers();
  });

  it("says why a check was refused, asks all the same, and forgets it with a check or an answer that was not", async () => {
    const { clients, check, service, run, leftovers } = setUp();
    const refused = { live: true, failure: new EndpointFailure("auth", "The server wants an API key.") };
    clients["local"]!.facts = refused;
    assert.deepEqual((await check()).latched, {
      kind: "auth",
      message: "The server wants an API key.",
      callsPass: true,
    });
    assert.equal((await run(service.complete("Hi"))).content, "Hello");
    assert.equal(service.endpoints()[0]!.latched, undefined);
    await check();
    clients["local"]!.facts = { live: true, ready: true };
    assert.equal((await check()).latched, undefined);
    await leftovers();
  });

  it("forgets what it saw of another model or with another key", async () => {
    const { clients, check, service, leftovers } = setUp();
    clients["local"]!.facts = { live: true, ready: false };
    await check();
    service.configure({ endpoints: [{ ...endpoint, model: "another" }] });
    const { live, ready, model } = service.endpoints()[0]!;
    assert.deepEqual([live, ready, model], [undefined, undefined, "another"]);
    await leftovers();
  });

  it("takes code of its own that is gone for no word about the server, says so, and forgets it with the next look", async () => {
    const { clients, service, check, told, run, leftovers } = setUp();
    const scripted = clients["local"]!;
    let gone = true;
    const later = laterClient({
      type: "ollama",
      make: () => (gone ? Promise.reject(notLoaded(new Error("no such file"))) : Promise.resolve(scripted)),
      simulated: () => false,
    });
    scripted.probe = (model, signal) => later.probe(model, signal!);
    const trouble = { kind: "not_loaded", message: notLoadedText() };
    const { live, trouble: seen, metrics } = await check();
    assert.deepEqual([live, seen, metrics.totalFailures, told], [undefined, trouble, 0, []]);
    assert.equal(service.health.getHealthStatus("local")?.live, undefined);

    gone = false;
    delete (scripted as Partial<typeof scripted>).probe;
    assert.deepEqual(pick(await check()), { live: true, ready: true, state: "closed", failures: 0 });
    assert.equal((await run(service.checkHealth("local"))).trouble, undefined);
    await leftovers();
  });

  it("learns nothing from a check that is called off", async () => {
    const { clients, service, told } = setUp();
    clients["local"]!.silent = true;
    const check = service.checkHealth("local");
    service.configure({ endpoints: [{ ...endpoint, id: "other" }] });
    await check;
    assert.deepEqual(told, []);
  });
});

function pick({
  live,
  ready,
  state,
  metrics,
}: {
  live?: boolean;
  ready?: boolean;
  state: string;
  metrics: { totalFailures: number };
}) {
  return { live, ready, state, failures: metrics.totalFailures };
}
