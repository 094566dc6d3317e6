import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { request, status } from "../faults/harness";
import { cloudAt, wholeOf, Wires } from "./wires";

const whole = wholeOf("fine");
const good = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${whole.length}\r\n\r\n${whole}`;

const page = "<html><h1>408 Request Time-out</h1></html>";
/** What a server does to a kept connection as the next request comes. */
const deaths: [name: string, die: (socket: Socket) => void][] = [
  ["FIN", (socket) => socket.end()],
  ["RST", (socket) => socket.resetAndDestroy()],
  ["408, close", (socket) => socket.end("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n")],
  [
    "408 with a page",
    (socket) => socket.end(`HTTP/1.0 408 Request Time-out\r\nContent-Type: text/html\r\n\r\n${page}`),
  ],
  ["408 that keeps", (socket) => socket.write("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")],
  ["400, close, without a word", (socket) => socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")],
  [
    "400, close, with a page",
    (socket) =>
      socket.end(
        `HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\nConnection: Close\r\n\r\n${page}`,
      ),
  ],
];

describe("a kept connection that dies as the next request is sent", () => {
  let wires: Wires;
  beforeEach(() => (wires = new Wires()));
  afterEach(() => wires.close());

  /** The first connection serves one request, then `die`; the others do as `others` says. */
  async function dying(
    die: (socket: Socket) => void,
    others: (socket: Socket) => void = (socket) => socket.write(good),
  ) {
    const seen = { connections: 0, requests: 0 };
    const url = await wires.raw((socket) => {
      const number = ++seen.connections;
      let requests = 0;
      socket.on("data", () => {
        seen.requests++;
        if (number > 1) others(socket);
        else if (++requests === 1) socket.write(good);
        else die(socket);
      });
    });
    return { url, seen };
  }

  for (const [name, die] of deaths) {
    it(`is replaced at once, uncounted: ${name}`, async () => {
      const { url, seen } = await dying(die);
      const service = wires.service([cloudAt(url)]);
      for (let index = 0; index < 2; index++) {
        const { completion, attempts, error } = await request(service, "complete");
        assert.equal(completion?.content, "fine", String(error));
        assert.equal(attempts.length, 1);
      }
      assert.deepEqual([seen.connections, seen.requests], [2, 3]);
      assert.equal(status(service, "cloud").metrics.totalFailures, 0);
    });

    it(`is replaced once only: ${name}`, async () => {
      const { url, seen } = await dying(die, die);
      const service = wires.service([cloudAt(url)]);
      await request(service, "complete");
      const { error } = await request(service, "complete");
      assert.ok(error);
      assert.deepEqual([seen.connections, seen.requests], [2, 3]);
    });
  }

  for (const [name, die] of [
    ["half a head", (socket: Socket) => socket.end("HTTP/1.1 200 O")],
    ["half a body", (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{")],
  ] as const) {
    it(`is not replaced when something of an answer came: ${name}`, async () => {
      const { url, seen } = await dying(die);
      const service = wires.service([cloudAt(url)]);
      await request(service, "complete");
      assert.equal((await request(service, "complete")).error?.kind, "reset");
      assert.equal(seen.connections, 1);
    });
  }

  it("a refusal in words is no death of a connection", async () => {
    const words = '{"error":{"message":"bad tool","type":"invalid_request_error"}}';
    const { url, seen } = await dying((socket) =>
      socket.end(
        `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${words.length}\r\n\r\n${words}`,
      ),
    );
    const service = wires.service([cloudAt(url)]);
    await request(service, "complete");
    assert.equal((await request(service, "complete")).error?.kind, "bad_request");
    assert.equal(seen.requests, 2);
  });
});
