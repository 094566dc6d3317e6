import assert from "node:assert/strict";
import { createServer as createTlsServer } from "node:https";
import { selfSigned } from "../../support/self-signed";
import { request, status } from "../faults/harness";
import { cloudAt, plainAnswer, wholeOf, Wires } from "./wires";

const body = wholeOf("fine");
const length = `content-length: ${body.length}`;
const type = "content-type: application/json";

/** Heads that are odd and are taken. */
const taken: [name: string, answer: string][] = [
  [
    "early hints",
    `HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\n${type}\r\n${length}\r\n\r\n${body}`,
  ],
  ["processing", `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n${type}\r\n${length}\r\n\r\n${body}`],
  [
    "100 Continue that nobody asked for",
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${type}\r\n${length}\r\n\r\n${body}`,
  ],
  [
    "100 Continue twice, with headers",
    `HTTP/1.1 100 Continue\r\nx: 1\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${type}\r\n${length}\r\n\r\n${body}`,
  ],
  ["20 KB of headers", `HTTP/1.1 200 OK\r\n${type}\r\nx-long: ${"x".repeat(20_000)}\r\n${length}\r\n\r\n${body}`],
  [
    "20 KB in many headers",
    `HTTP/1.1 200 OK\r\n${type}\r\n${Array.from({ length: 400 }, (_, index) => `x-${index}: ${"y".repeat(45)}\r\n`).join("")}${length}\r\n\r\n${body}`,
  ],
  ["no reason phrase", `HTTP/1.1 200\r\n${type}\r\n${length}\r\n\r\n${body}`],
  ["no reason phrase, but its blank", `HTTP/1.1 200 \r\n${type}\r\n${length}\r\n\r\n${body}`],
  ["a reason in another language", `HTTP/1.1 200 alles in Ordnung!\r\n${type}\r\n${length}\r\n\r\n${body}`],
  ["HTTP/1.0 that ends with the connection", `HTTP/1.0 200 OK\r\n${type}\r\n\r\n${body}`],
  ["HTTP/1.1 that ends with the connection", `HTTP/1.1 200 OK\r\n${type}\r\nconnection: close\r\n\r\n${body}`],
  [
    "capitals and blanks",
    `HTTP/1.1 200 OK\r\nCONTENT-TYPE:application/json\r\nContent-Length:   ${body.length}  \r\n\r\n${body}`,
  ],
  ["its length twice", `HTTP/1.1 200 OK\r\n${type}\r\n${length}\r\n${length}\r\n\r\n${body}`],
  [
    "its length three times, in any writing, with others between",
    `HTTP/1.1 200 OK\r\nContent-Length:${body.length}\r\n${type}\r\n${length}  \r\nx: 1\r\nCONTENT-LENGTH:\t${body.length}\r\n\r\n${body}`,
  ],
  ["its length twice in one line", `HTTP/1.1 200 OK\r\n${type}\r\n${length}, ${body.length}\r\n\r\n${body}`],
  [
    "its length twice in one line and once in another, behind early hints",
    `HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n${type}\r\n${length},${body.length}\r\n${length}\r\n\r\n${body}`,
  ],
  ["a header twice", `HTTP/1.1 200 OK\r\n${type}\r\nx: 1\r\nx: 2\r\n${length}\r\n\r\n${body}`],
];

/** Heads that are refused, and what is said of them. */
const refused: [name: string, answer: string | Buffer, says: RegExp][] = [
  ["a head without end", `HTTP/1.1 200 OK\r\nx: ${"x".repeat(80_000)}\r\n`, /longer than 64 KB/],
  ["LF line ends", `HTTP/1.1 200 OK\n${type}\n${length}\n\n${body}`, /line/i],
  ["folded headers", `HTTP/1.1 200 OK\r\n${type};\r\n charset=utf-8\r\n${length}\r\n\r\n${body}`, /head/i],
  [
    "two lengths that differ",
    `HTTP/1.1 200 OK\r\n${type}\r\n${length}\r\ncontent-length: 5\r\n\r\n${body}`,
    /Content-Length/,
  ],
  [
    "two lengths that differ in one line",
    `HTTP/1.1 200 OK\r\n${type}\r\n${length}, 5\r\n\r\n${body}`,
    /Content-Length/,
  ],
  [
    "two lengths of which one is none",
    `HTTP/1.1 200 OK\r\n${type}\r\n${length}\r\ncontent-length: many\r\n\r\n${body}`,
    /Content-Length/,
  ],
  [
    "two lengths that are none",
    `HTTP/1.1 200 OK\r\n${type}\r\ncontent-length: -5, -5\r\n\r\n${body}`,
    /Content-Length/,
  ],
  [
    "two lengths, differently written",
    `HTTP/1.1 200 OK\r\n${type}\r\n${length}\r\ncontent-length: 0${body.length}\r\n\r\n${body}`,
    /Content-Length/,
  ],
  [
    "a length twice, and chunks",
    `HTTP/1.1 200 OK\r\n${type}\r\n${length}\r\n${length}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    /Content-Length|Transfer-Encoding/,
  ],
  [
    "a length and chunks",
    `HTTP/1.1 200 OK\r\n${type}\r\n${length}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    /Content-Length|Transfer-Encoding/,
  ],
  ["a length that is none", `HTTP/1.1 200 OK\r\n${type}\r\ncontent-length: many\r\n\r\n${body}`, /Content-Length/],
  ["a blank in a header's name", `HTTP/1.1 200 OK\r\nx y: 1\r\n${length}\r\n\r\n${body}`, /head/i],
  ["another version", `HTTP/3.7 200 OK\r\n${length}\r\n\r\n${body}`, /version/i],
  ["no status", "HTTP/1.1 OK\r\n\r\n", /status/i],
  [
    "HTTP/2's own beginning",
    Buffer.from([0, 0, 18, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 128, 0, 4, 0, 1, 0, 0, 0, 5, 0, 255, 255, 255]),
    /HTTP\/2/,
  ],
  ["HTTP/2, as a client begins", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", /HTTP\/2/],
  ["an SSH server", "SSH-2.0-OpenSSH_9.2\r\n", /SSH-2\.0-OpenSSH/],
  ["a mail server", "220 mail.example ESMTP ready\r\n", /220 mail\.example/],
  ["a database", Buffer.from("4a0000000a382e302e33340008000000", "hex"), /begin/i],
  ["TLS that says no", Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46]), /https:\/\//],
  [
    "an HTTPS server that noticed",
    "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
    /https:\/\//,
  ],
  [
    "nginx that noticed",
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>",
    /https:\/\//,
  ],
];

describe("odd heads", () => {
  let wires: Wires;
  beforeEach(() => (wires = new Wires()));
  afterEach(() => wires.close());

  for (const [name, answer] of taken) {
    it(`are taken: ${name}`, async () => {
      const service = wires.service([cloudAt(await wires.sending(answer))]);
      for (let index = 0; index < 2; index++) {
        const { completion, error } = await request(service, "complete");
        assert.equal(completion?.content, "fine", String(error));
      }
    });
  }

  it("are taken byte by byte too", async () => {
    const url = await wires.raw((socket) =>
      socket.once("data", () => {
        const bytes = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${type}\r\n${length}\r\n${length}\r\n\r\n${body}`;
        const next = (index: number): void => {
          if (index < bytes.length) socket.write(bytes.charAt(index), () => setImmediate(() => next(index + 1)));
        };
        socket.setNoDelay(true);
        next(0);
      }),
    );
    const { completion, error } = await request(wires.service([cloudAt(url)]), "complete");
    assert.equal(completion?.content, "fine", String(error));
  });

  for (const [name, answer, says] of refused) {
    it(`are named: ${name}`, async () => {
      const other = await wires.http(plainAnswer);
      const service = wires.service([cloudAt(await wires.sending(answer)), cloudAt(other, { id: "other" })]);
      const { attempts, completion } = await request(service, "complete");
      const [first] = attempts;
      assert.equal(first?.kind, "not_an_api", first?.message);
      assert.match(first?.message ?? "", says);
      assert.doesNotMatch(first?.message ?? "", /does not speak HTTP|\p{Cc}/u);
      assert.equal(completion?.endpoint, "other", "another remote endpoint answers");
      assert.equal(status(service, "cloud").metrics.totalFailures, 0);
    });
  }

  it("are named: 100 Continue without end", async () => {
    const url = await wires.raw((socket) =>
      socket.once("data", () => {
        const more = (): void => {
          if (!socket.destroyed) socket.write("HTTP/1.1 100 Continue\r\n\r\n".repeat(2_000), more);
        };
        more();
      }),
    );
    const { error } = await request(wires.service([cloudAt(url)]), "complete");
    assert.equal(error?.kind, "not_an_api", error?.message);
  });

  it("a TLS server behind http:// is called one", async () => {
    const url = await wires.listen(createTlsServer(selfSigned("llm.test"), plainAnswer));
    const { error } = await request(wires.service([cloudAt(url)]), "complete");
    assert.match(error?.message ?? "", /https:\/\/|closed the connection/);
    assert.doesNotMatch(error?.message ?? "", /does not speak HTTP/);
  });

  it("a plain server behind https:// is called one", async () => {
    const url = (await wires.http(plainAnswer)).replace("http:", "https:");
    const { error } = await request(wires.service([cloudAt(url)]), "complete");
    assert.equal(error?.kind, "tls");
    assert.match(error?.message ?? "", /http:\/\//);
  });
});
