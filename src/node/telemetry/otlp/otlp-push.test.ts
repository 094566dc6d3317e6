import assert from "node:assert/strict";
import type { Logger } from "../../../core/ports/logger";
import { FakeClock } from "../../../../test/support/fake-clock";
import { OtlpReceiver } from "../../../../test/support/otlp/otlp-receiver";
import { createUndiciTransport } from "../../transport/undici-transport";
import { otlpMetricsUrl } from "./otlp-address";
import { rejectionIn } from "./otlp-encoding";
import { OtlpPush } from "./otlp-push";

describe("the OTLP address", () => {
  for (const [endpoint, url] of [
    ["http://localhost:4318", "http://localhost:4318/v1/metrics"],
    ["http://localhost:4318/", "http://localhost:4318/v1/metrics"],
    ["https://otlp.example/otlp", "https://otlp.example/otlp/v1/metrics"],
    ["http://localhost:9090/api/v1/otlp/v1/metrics", "http://localhost:9090/api/v1/otlp/v1/metrics"],
    ["http://localhost:4318/v1/metrics/", "http://localhost:4318/v1/metrics"],
    ["https://h.example?token=a", "https://h.example/v1/metrics?token=a"],
  ] as const) {
    it(`of ${endpoint} is ${url}`, () => assert.equal(otlpMetricsUrl(endpoint), url));
  }
  it("is an http address", () => {
    assert.throws(() => otlpMetricsUrl("ftp://x"), TypeError);
    assert.throws(() => otlpMetricsUrl("localhost:4318"), TypeError);
  });
});

describe("the OTLP push", () => {
  let receiver: OtlpReceiver;
  let clock: FakeClock;
  let push: OtlpPush | undefined;
  let lines: string[];
  let started: number;
  let ended: number;
  const log: Logger = {
    debug: (message) => note("debug", message),
    info: (message) => note("info", message),
    warn: (message) => note("warn", message),
    error: (message) => note("error", message),
  };
  const transport = createUndiciTransport();
  const note = (level: string, message: string): void => {
    lines.push(`${level} ${message}`);
    if (message.startsWith("Metrics could not be pushed")) ended += 1;
  };
  const start = (intervalMs = 60_000, headers: Record<string, string> = {}): void => {
    started = ended = 0;
    const encode = async (): Promise<Uint8Array> => {
      started += 1;
      return new Uint8Array();
    };
    const rejection = (answer: Uint8Array): string | undefined => {
      ended += 1;
      return rejectionIn(answer);
    };
    push = new OtlpPush({ url: `${receiver.url}/v1/metrics`, headers }, intervalMs, {
      encode,
      rejection,
      clock,
      log,
      transport,
    });
  };
  /** Waits until every push that was started has ended. */
  const settle = async (): Promise<void> => {
    do await new Promise((resolve) => setTimeout(resolve, 1));
    while (ended < started);
    await new Promise(setImmediate);
  };

  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    clock = new FakeClock();
    lines = [];
  });
  afterEach(async () => {
    await push?.dispose(0);
    await receiver.stop();
    assert.equal(clock.pending, 0, "timers left");
  });

  it("pushes at once, and then at its interval, with its headers", async () => {
    start(60_000, { "x-scope": "team" });
    await receiver.atLeast(1);
    await settle();
    clock.advance(59_000);
    assert.equal(started, 1);
    clock.advance(1_000);
    await receiver.atLeast(2);
    assert.equal(receiver.last.path, "/v1/metrics");
    assert.equal(receiver.last.headers["x-scope"], "team");
    assert.equal(receiver.last.headers["connection"], "close");
    await settle();
  });

  it("waits longer after each failure, tells the first and the end of it, and goes on", async () => {
    receiver.answer = { status: 503 };
    start(60_000);
    for (const [count, pauseMs] of [
      [1, 60_000],
      [2, 120_000],
      [3, 240_000],
      [4, 300_000],
      [5, 300_000],
    ] as const) {
      await receiver.atLeast(count);
      await settle();
      clock.advance(pauseMs - 1);
      assert.equal(started, count, "too early");
      if (count === 5) receiver.answer = { status: 200 };
      clock.advance(1);
    }
    await receiver.atLeast(6);
    await settle();
    assert.deepEqual(
      lines.map((line) => line.split(" ")[0]),
      ["warn", "debug", "debug", "debug", "debug", "info"],
    );
    assert.match(lines[0]!, /answered 503 Service Unavailable/);
  });

  it("waits as long as the receiver asks, within bounds", async () => {
    receiver.answer = { status: 429, headers: { "retry-after": "100" } };
    start(60_000);
    await receiver.atLeast(1);
    await settle();
    clock.advance(99_999);
    assert.equal(started, 1);
    clock.advance(1);
    await receiver.atLeast(2);
    await settle();
  });

  it("names the address in what it says of a dead receiver, a redirect and silence", async () => {
    const { url } = receiver;
    receiver.answer = { status: 301, headers: { location: "http://elsewhere.example/" } };
    start();
    await receiver.atLeast(1);
    await settle();
    assert.match(lines[0]!, /redirects to http:\/\/elsewhere\.example: set/);
    await push!.dispose(0);

    lines = [];
    receiver.answer = "never";
    start();
    await receiver.atLeast(2);
    clock.advance(10_000);
    await settle();
    assert.match(lines[0]!, /did not answer within 10 s/);
    await push!.dispose(0);

    lines = [];
    await receiver.stop();
    start();
    await settle();
    assert.match(lines[0]!, new RegExp(`${url}/v1/metrics: .*connect ECONNREFUSED`));
  });

  it("tells what the receiver did not take, once", async () => {
    // ExportMetricsServiceResponse { partial_success: { rejected_data_points: 3, error_message: "too old" } }
    receiver.answer = {
      status: 200,
      body: Uint8Array.from([0x0a, 11, 0x08, 3, 0x12, 7, ...new TextEncoder().encode("too old")]),
    };
    start(1_000);
    for (const count of [1, 2, 3]) {
      await receiver.atLeast(count);
      await settle();
      clock.advance(1_000);
    }
    await receiver.atLeast(4);
    await settle();
    assert.deepEqual(lines, [`warn ${receiver.url}/v1/metrics did not take all metrics: 3 points refused, too old`]);
  });

  it("takes an answer that is no protobuf for what its status says", async () => {
    receiver.answer = { status: 200, body: new TextEncoder().encode('{"partialSuccess":{}}') };
    start();
    await receiver.atLeast(1);
    await settle();
    assert.deepEqual(lines, []);
  });

  it("pushes a last time when it ends", async () => {
    start();
    await receiver.atLeast(1);
    await settle();
    await push!.dispose(1_000);
    assert.equal(receiver.requests, 2);
  });

  it("ends within its time when the receiver hangs", async () => {
    start();
    await receiver.atLeast(1);
    await settle();
    receiver.answer = "never";
    const disposed = push!.dispose(1_500);
    await receiver.atLeast(2);
    clock.advance(1_500);
    await disposed;
  });

  it("ends at once while a push hangs, and without a last one where the receiver did not answer", async () => {
    receiver.answer = "never";
    start();
    await receiver.atLeast(1);
    await push!.dispose(0);
    receiver.answer = { status: 500 };
    start();
    await receiver.atLeast(2);
    await settle();
    await push!.dispose(1_500);
    assert.equal(receiver.requests, 2);
  });
});
