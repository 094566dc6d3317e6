import { strict as assert } from "node:assert";
import { getEventListeners, once } from "node:events";
import { elapsed, isKind, textOf, TransportUnderTest } from "../../../../test/support/transport-under-test";

describe("ending a request early", () => {
  let at: TransportUnderTest;
  beforeEach(() => (at = new TransportUnderTest()));
  afterEach(() => at.close());

  it("rejects at once with the signal's reason before an answer came, closes the socket and leaves no listener", async () => {
    let closed: Promise<unknown> | undefined;
    const url = await at.serve((request) => {
      closed = once(request.socket, "close");
    });
    const controller = new AbortController();
    const pending = at.send(url, { signal: controller.signal });
    setTimeout(() => controller.abort("my reason"), 50);
    const start = performance.now();
    await assert.rejects(pending, (reason) => reason === "my reason");
    assert.ok(performance.now() - start < 150);
    assert.ok((await elapsed(closed ?? Promise.reject())) < 1_000);
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  });

  it("ends the reading at once with the signal's reason and closes the socket", async () => {
    let closed: Promise<unknown> | undefined;
    const url = await at.serve((request, response) => {
      closed = once(request.socket, "close");
      response.write("one");
    });
    const controller = new AbortController();
    const { body } = await at.send(url, { signal: controller.signal });
    const reason = new Error("stop");
    await assert.rejects(
      async () => {
        for await (const _piece of body) controller.abort(reason);
      },
      (error) => error === reason,
    );
    await closed;
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  });

  it("closes the socket when the reader leaves", async () => {
    let closed: Promise<unknown> | undefined;
    const url = await at.serve((request, response) => {
      closed = once(request.socket, "close");
      response.write("one");
    });
    const controller = new AbortController();
    for await (const _piece of (await at.send(url, { signal: controller.signal })).body) break;
    await closed;
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  });

  it("sends nothing with a signal that has fired", async () => {
    let requests = 0;
    const url = await at.serve(() => requests++);
    await assert.rejects(at.send(url, { signal: AbortSignal.abort("early") }), (reason) => reason === "early");
    assert.equal(requests, 0);
  });

  it("cancels while the connection is being made", async () => {
    let closed: Promise<unknown> | undefined;
    const url = await at.serveRaw((socket) => {
      closed = once(socket.resume(), "close");
    });
    const controller = new AbortController();
    const pending = at.send(url.replace("http:", "https:"), { signal: controller.signal, connectTimeoutMs: 60_000 });
    setTimeout(() => controller.abort("changed my mind"), 30);
    await assert.rejects(pending, (reason) => reason === "changed my mind");
    await closed;
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  });

  for (const [when, later] of [
    ["at once", (act: () => void) => act()],
    ["a microtask later", (act: () => void) => queueMicrotask(act)],
    ["when the connection stands", (act: () => void) => setImmediate(() => setImmediate(act))],
  ] as const) {
    for (const how of ["aborted", "disposed"] as const) {
      it(`leaves no socket when ${how} ${when}`, async () => {
        const url = await at.serve(() => {});
        const abort = new AbortController();
        const sent = at.send(url, { signal: abort.signal, connectTimeoutMs: 20_000 });
        later(() => (how === "aborted" ? abort.abort() : void at.transport.dispose()));
        await assert.rejects(sent);
        await new Promise((resolve) => setTimeout(resolve, 100));
        assert.deepEqual([...at.sockets].filter((socket) => !socket.destroyed).length, 0);
        assert.equal(getEventListeners(abort.signal, "abort").length, 0);
      });
    }
  }

  it("rejects what is under way when disposed, and everything after", async () => {
    const url = await at.serve((_request, response) => void response.write("one"));
    const { body } = await at.send(url);
    const reading = textOf(body);
    const waiting = at.send(await at.serve(() => {}));
    setTimeout(() => void at.transport.dispose(), 20);
    await Promise.all([assert.rejects(reading, isKind("internal")), assert.rejects(waiting, isKind("internal"))]);
    await assert.rejects(at.send(url), isKind("internal"));
  });

  it("leaves no listener after an answer was read", async () => {
    const url = await at.serve((_request, response) => response.end("ok"));
    const controller = new AbortController();
    await textOf((await at.send(url, { signal: controller.signal })).body);
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  });
});
