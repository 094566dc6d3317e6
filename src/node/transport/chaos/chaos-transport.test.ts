import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import type { Clock } from "../../../core/breaker/types";
import {
  TransportError,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from "../../../core/ports/transport";
import { createChaosTransport } from "./chaos-transport";

const url = "http://localhost:11434/api/chat";

class StepClock implements Clock {
  wall = 1_000_000;
  readonly timers = new Map<object, { at: number; fn: () => void }>();
  now(): number {
    return this.wall;
  }
  wallNow(): number {
    return this.wall;
  }
  setTimeout(fn: () => void, ms: number): unknown {
    const handle = {};
    this.timers.set(handle, { at: this.wall + ms, fn });
    return handle;
  }
  clearTimeout(handle: unknown): void {
    this.timers.delete(handle as object);
  }
  async advance(ms: number): Promise<void> {
    this.wall += ms;
    for (const [handle, timer] of [...this.timers]) {
      if (timer.at > this.wall) continue;
      this.timers.delete(handle);
      timer.fn();
    }
    await new Promise(setImmediate);
  }
}

function scriptedTransport(pieces: string[]): Transport & { requests: string[]; disposed: boolean; left: number } {
  return {
    requests: [],
    disposed: false,
    left: 0,
    request(request: TransportRequest): Promise<TransportResponse> {
      this.requests.push(`${request.method} ${request.url}`);
      const count = (): void => void this.left++;
      async function* body(): AsyncGenerator<Uint8Array> {
        try {
          for (const piece of pieces) yield new TextEncoder().encode(piece);
        } finally {
          count();
        }
      }
      return Promise.resolve({ status: 200, headers: {}, body: body() });
    },
    async dispose() {
      this.disposed = true;
    },
  };
}

function call(
  signal = new AbortController().signal,
  method: TransportRequest["method"] = "POST",
  address = url,
): TransportRequest {
  return { method, url: address, signal, connectTimeoutMs: 1000 };
}

async function text(body: AsyncIterable<Uint8Array>): Promise<{ text: string; error: unknown }> {
  const decoder = new TextDecoder();
  let read = "";
  try {
    for await (const piece of body) read += decoder.decode(piece, { stream: true });
  } catch (error) {
    return { text: read, error };
  }
  return { text: read, error: undefined };
}

async function outcomeOf<T>(promise: Promise<T>): Promise<"pending" | "fulfilled" | "rejected"> {
  await new Promise(setImmediate);
  const pending = Symbol();
  return Promise.race([promise, Promise.resolve(pending)]).then(
    (value) => (value === pending ? "pending" : "fulfilled"),
    () => "rejected",
  );
}

describe("createChaosTransport", () => {
  let clock: StepClock;
  beforeEach(() => {
    clock = new StepClock();
  });

  it("passes everything through while nothing is simulated", async () => {
    const inner = scriptedTransport(["a", "b"]);
    const transport = createChaosTransport(inner, clock, () => 0.5);
    const response = await transport.request(call());
    assert.deepEqual(await text(response.body), { text: "ab", error: undefined });
    assert.deepEqual(transport.active(), []);
  });

  it("refuses connections to the failing origin only, checks too", async () => {
    const inner = scriptedTransport(["a"]);
    const transport = createChaosTransport(inner, clock, () => 0.5);
    transport.set("http://localhost:11434/v1", "fail", clock.wall + 60_000);
    for (const method of ["POST", "GET"] as const) {
      await assert.rejects(
        transport.request(call(undefined, method)),
        (error) => error instanceof TransportError && error.kind === "refused" && /Simulated/.test(error.message),
      );
    }
    await transport.request(call(undefined, "POST", "http://localhost:11435/api/chat"));
    assert.deepEqual(
      [transport.simulates!("http://localhost:11434/"), transport.simulates!("http://localhost:11435/")],
      [true, false],
    );
    clock.wall += 60_000;
    assert.equal(transport.simulates!("http://localhost:11434/"), false, "also when its timer is late");
    assert.deepEqual(inner.requests, ["POST http://localhost:11435/api/chat"]);
  });

  it("leaves calls without an answer while hanging, lets checks through, and sends on what hangs when it ends", async () => {
    const inner = scriptedTransport(["a"]);
    const transport = createChaosTransport(inner, clock, () => 0.5);
    transport.set(url, "hang", clock.wall + 60_000);
    const hanging = transport.request(call());
    assert.equal(await outcomeOf(hanging), "pending");
    await transport.request(call(undefined, "GET"));
    transport.clear(url);
    assert.equal((await hanging).status, 200);
  });

  it("ends a hanging call with the reason of its signal and leaves no listener", async () => {
    const transport = createChaosTransport(scriptedTransport([]), clock, () => 0.5);
    transport.set(url, "hang", clock.wall + 60_000);
    const controller = new AbortController();
    const hanging = transport.request(call(controller.signal));
    const reason = new Error("stopped");
    controller.abort(reason);
    await assert.rejects(hanging, reason);
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  });

  it("delays slow answers and drips their pieces", async () => {
    const transport = createChaosTransport(scriptedTransport(["a", "b"]), clock, () => 0);
    transport.set(url, "slow", clock.wall + 60_000);
    const slow = transport.request(call());
    await clock.advance(3_999);
    assert.equal(await outcomeOf(slow), "pending");
    await clock.advance(1);
    const body = (await slow).body[Symbol.asyncIterator]();
    const first = body.next();
    assert.equal(await outcomeOf(first), "pending");
    await clock.advance(149);
    assert.equal(await outcomeOf(first), "pending");
    await clock.advance(1);
    assert.equal(new TextDecoder().decode((await first).value), "a");
  });

  for (const pieces of [["0123456789".repeat(300)], Array.from({ length: 300 }, () => "0123456789"), ["short"], []]) {
    it(`cuts an answer of ${pieces.length} pieces and ${pieces.join("").length} bytes before its end`, async () => {
      const inner = scriptedTransport(pieces);
      const transport = createChaosTransport(inner, clock, () => 0.9999);
      transport.set(url, "cut", clock.wall + 60_000);
      const { text: read, error } = await text((await transport.request(call())).body);
      assert.ok(error instanceof TransportError && error.kind === "reset");
      assert.ok(pieces.join("").startsWith(read));
      assert.ok(read.length < Math.max(1, pieces.join("").length) && read.length <= 1_500);
      assert.equal(inner.left, 1, "the inner body is left");
    });
  }

  it("ends by itself at its time and tells so, with no timer left", async () => {
    const transport = createChaosTransport(scriptedTransport(["a"]), clock, () => 0.5);
    let told = 0;
    const listening = transport.onChange(() => told++);
    transport.set(url, "fail", clock.wall + 60_000);
    assert.deepEqual(transport.active(), [
      { origin: "http://localhost:11434", mode: "fail", untilMs: clock.wall + 60_000 },
    ]);
    await clock.advance(60_000);
    assert.deepEqual(transport.active(), []);
    assert.equal(told, 2);
    assert.equal(clock.timers.size, 0);
    listening.dispose();
    transport.set(url, "fail", clock.wall + 60_000);
    assert.equal(told, 2);
    await transport.dispose();
    assert.equal(clock.timers.size, 0);
  });

  it("is over by the wall clock even when its timer is late", async () => {
    const inner = scriptedTransport(["a"]);
    const transport = createChaosTransport(inner, clock, () => 0.5);
    transport.set(url, "fail", clock.wall + 60_000);
    clock.wall += 60_000;
    assert.equal((await transport.request(call())).status, 200);
  });

  it("disposes what it wraps", async () => {
    const inner = scriptedTransport([]);
    await createChaosTransport(inner, clock, () => 0.5).dispose();
    assert.equal(inner.disposed, true);
  });
});
