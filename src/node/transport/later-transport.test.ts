import assert from "node:assert/strict";
import { deferred } from "../../../test/support/deferred";
import type { TransportRequest, TransportResponse } from "../../core/ports/transport";
import type { TransportOptions } from "./base/options";
import { LaterTransport } from "./later-transport";

const request: TransportRequest = {
  method: "GET",
  url: "http://localhost:1/",
  signal: new AbortController().signal,
  connectTimeoutMs: 1_000,
};
const response: TransportResponse = { status: 200, headers: {}, body: (async function* () {})() };

describe("a transport that is loaded when something is first sent", () => {
  function setUp() {
    const loading = deferred<void>();
    const seen: string[] = [];
    let loads = 0;
    const transport = new LaterTransport({ proxy: "first" }, async () => {
      loads++;
      await loading.promise;
      return (options: TransportOptions) => {
        seen.push(`made ${options.proxy}`);
        return {
          request: () => (seen.push("request"), Promise.resolve(response)),
          configure: (changed) => seen.push(`configured ${changed.proxy}`),
          dispose: async () => void seen.push("disposed"),
        };
      };
    });
    return { transport, seen, loads: () => loads, loaded: () => loading.resolve() };
  }

  it("is made once, with the options that hold then, and told of those that come after", async () => {
    const { transport, seen, loads, loaded } = setUp();
    transport.configure({ proxy: "second" });
    assert.equal(loads(), 0);
    const asked = [transport.request(request), transport.request(request)];
    transport.configure({ proxy: "third" });
    loaded();
    assert.deepEqual(await Promise.all(asked), [response, response]);
    transport.configure({ proxy: "fourth" });
    await transport.request(request);
    await transport.dispose();
    assert.deepEqual(seen, ["made third", "request", "request", "configured fourth", "request", "disposed"]);
    assert.equal(loads(), 1);
  });

  it("need not be loaded to be ended", async () => {
    const { transport, loads } = setUp();
    await transport.dispose();
    assert.equal(loads(), 0);
  });

  it("leaves nothing open where it is ended while it is loaded", async () => {
    const { transport, seen, loaded } = setUp();
    const asked = transport.request(request).catch(() => undefined);
    await transport.dispose();
    loaded();
    await asked;
    assert.deepEqual(seen.slice(0, 2), ["made first", "disposed"]);
  });
});
