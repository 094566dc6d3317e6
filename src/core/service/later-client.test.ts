import assert from "node:assert/strict";
import { ScriptedClient, answer } from "../../../test/support/scripted-client";
import { FakeClock } from "../../../test/support/fake-clock";
import { createEndpointClient } from "../create-client";
import { EndpointFailure } from "../failure/endpoint-failure";
import { notLoaded, notLoadedText } from "../failure/loaded";
import { ENDPOINT_TYPE_NAMES, isHttp } from "../model/endpoint-types";
import type { Transport } from "../ports/transport";
import type { EndpointClient } from "../endpoint/client";
import { laterClient } from "./later-client";

const never = new AbortController().signal;
const transport: Transport = { request: () => Promise.reject(new Error("not here")), dispose: async () => {} };

describe("a client that is made when it is first used", () => {
  it("is made once, and not for what is asked of it without a request", async () => {
    const clock = new FakeClock();
    let made = 0;
    const scripted = new ScriptedClient(clock, [answer("Hello", 0)]);
    const client = laterClient({
      type: "openai",
      make: () => (made++, Promise.resolve(scripted)),
      simulated: () => true,
    });
    assert.equal(client.simulated, true);
    assert.equal(made, 0);
    const pieces: string[] = [];
    const call = { model: "m", messages: [{ role: "user" as const, content: "Hi" }], stream: true };
    const asked = client.chat(call, never, ({ text }) => pieces.push(text));
    await new Promise(setImmediate);
    clock.advance(1);
    assert.equal((await asked).finishReason, "stop");
    assert.deepEqual(pieces, ["Hello"]);
    assert.deepEqual(await client.probe("m", never), { live: true, ready: true });
    assert.equal(made, 1);
  });

  it("is tried again after its code could not be loaded", async () => {
    let tries = 0;
    const client = laterClient({
      type: "openai",
      make: () =>
        ++tries === 1
          ? Promise.reject(new Error("Cannot find module"))
          : Promise.resolve(new ScriptedClient(new FakeClock(), [])),
      simulated: () => false,
    });
    await assert.rejects(client.resolveModel(never), /Cannot find module/);
    assert.equal((await client.probe("m", never)).live, true);
  });

  it("has seen nothing of the endpoint where its code could not be loaded, or failed itself", async () => {
    const looked = async (why: Error): Promise<unknown> => {
      const client = laterClient({ type: "openai", make: () => Promise.reject(why), simulated: () => false });
      const { live, failure } = await client.probe("m", never);
      assert.deepEqual(await client.checkLive(never), { live, message: failure?.message, failure });
      return [live, failure instanceof EndpointFailure && failure.kind, failure?.message];
    };
    assert.deepEqual(await looked(notLoaded(new Error("gone"))), [undefined, "not_loaded", notLoadedText()]);
    assert.deepEqual(await looked(new TypeError("x is not a function")), [
      undefined,
      "internal",
      "x is not a function",
    ]);
    assert.deepEqual(await looked(new EndpointFailure("refused", "Nobody.")), [false, "refused", "Nobody."]);
    const called = AbortSignal.abort(new Error("called off"));
    const client = laterClient({
      type: "openai",
      make: () => Promise.reject(new Error("gone")),
      simulated: () => false,
    });
    await assert.rejects(client.probe("m", called), /called off/);
  });

  for (const type of ENDPOINT_TYPE_NAMES.filter(isHttp))
    it(`loads, lists and downloads as the client of ${type} itself`, () => {
      const config = { id: "one", type, url: "http://localhost:1" };
      const deps = { transport, clock: new FakeClock(), connectTimeoutMs: () => 1_000 };
      const itself = createEndpointClient(config, deps);
      const later = laterClient({ type, make: () => Promise.resolve(itself), simulated: () => false });
      const can = (client: EndpointClient) =>
        (["warmUp", "pull", "listModels"] as const).filter((name) => client[name] !== undefined);
      assert.deepEqual(can(later), can(itself));
    });
});
