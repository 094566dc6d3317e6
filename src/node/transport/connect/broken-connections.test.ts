import { strict as assert } from "node:assert";
import type * as net from "node:net";
import { isKind, textOf, TransportUnderTest } from "../../../../test/support/transport-under-test";

describe("broken connections", () => {
  let at: TransportUnderTest;
  beforeEach(() => (at = new TransportUnderTest()));
  afterEach(() => at.close());

  const answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  for (const [name, end] of [
    ["FIN", (socket: net.Socket) => socket.end()],
    ["RST", (socket: net.Socket) => socket.resetAndDestroy()],
  ] as const) {
    it(`replaces a reused connection that dies by ${name} before any byte (row 7)`, async () => {
      let connections = 0;
      const url = await at.serveRaw((socket) => {
        const first = ++connections === 1;
        let requests = 0;
        socket.on("data", () => (first && ++requests > 1 ? end(socket) : socket.write(answer)));
      });
      assert.equal(await textOf((await at.send(url)).body), "ok");
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(await textOf((await at.send(url, { method: "POST", body: "{}" })).body), "ok");
      assert.equal(connections, 2);
    });

    it(`tells "reset" of a fresh connection that dies by ${name} before any byte (row 7)`, async () => {
      let connections = 0;
      const url = await at.serveRaw((socket) => {
        connections++;
        socket.on("data", () => end(socket));
      });
      await assert.rejects(at.send(url), isKind("reset"));
      assert.equal(connections, 1);
    });

    it(`gives the bytes that came, then tells "reset", when it breaks by ${name} in the body (row 12)`, async () => {
      const url = await at.serveRaw((socket) => {
        socket.on("data", () => {
          socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n");
          setTimeout(() => end(socket), 30);
        });
      });
      const seen: string[] = [];
      await assert.rejects(async () => {
        for await (const piece of (await at.send(url)).body) seen.push(Buffer.from(piece).toString());
      }, isKind("reset"));
      assert.deepEqual(seen, ["one"]);
    });
  }

  it("does not send again on a reused connection that dies after the first byte of an answer", async () => {
    let connections = 0;
    const url = await at.serveRaw((socket) => {
      connections++;
      let requests = 0;
      socket.on("data", () => {
        if (++requests === 1) socket.write(answer);
        else socket.end("HTTP/1.1 2");
      });
    });
    await textOf((await at.send(url)).body);
    await assert.rejects(at.send(url), isKind("reset"));
    assert.equal(connections, 1);
  });

  it("tells a short body from a whole one", async () => {
    const url = await at.serveRaw((socket) =>
      socket.on("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nok")),
    );
    const { body } = await at.send(url);
    await assert.rejects(textOf(body), isKind("reset"));
  });

  it('gives the bytes that came, then tells "reset", of a body that is broken', async () => {
    const url = await at.serveRaw((socket) =>
      socket.once("data", () =>
        socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nZZZ\r\ngarbage"),
      ),
    );
    const { body } = await at.send(url);
    const pieces: string[] = [];
    await assert.rejects(async () => {
      for await (const piece of body) pieces.push(Buffer.from(piece).toString());
    }, isKind("reset"));
    assert.equal(pieces.join(""), "half");
  });

  it('tells "not_http" of something else that speaks', async () => {
    const url = await at.serveRaw((socket) => socket.on("data", () => socket.write("SSH-2.0-OpenSSH_9.2\r\n")));
    await assert.rejects(at.send(url), isKind("not_http"));
  });

  it("reads a body that ends with the connection", async () => {
    const url = await at.serveRaw((socket) =>
      socket.on("data", () => socket.end("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nall of it")),
    );
    assert.equal(await textOf((await at.send(url)).body), "all of it");
  });

  it("ends a connection that is not made within the time allowed, at that time", async () => {
    // A server that never answers the TLS greeting.
    const url = await at.serveRaw(() => {});
    const start = performance.now();
    await assert.rejects(at.send(url.replace("http:", "https:"), { connectTimeoutMs: 120 }), isKind("connect_timeout"));
    const took = performance.now() - start;
    assert.ok(took >= 119 && took < 1_000, `${took} ms`);
  });

  it("tells of an address that is none", async () => {
    await assert.rejects(at.send("nonsense"), isKind("internal"));
    await assert.rejects(at.send("ftp://localhost/"), isKind("internal"));
  });
});
