import { strict as assert } from "node:assert";
import { getEventListeners, once } from "node:events";
import * as http from "node:http";
import * as net from "node:net";
import { TransportError, type TransportRequest } from "../../core/ports/transport";
import { createUndiciTransport, type UndiciTransport } from "./undici-transport";

const listen = async (server: net.Server, host = "127.0.0.1"): Promise<number> => {
  server.listen(0, host);
  await once(server, "listening");
  return (server.address() as net.AddressInfo).port;
};
const elapsed = async (work: Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work.catch(() => {});
  return performance.now() - start;
};
const isKind = (kind: string) => (error: unknown) => error instanceof TransportError && error.kind === kind;

describe("the undici transport", () => {
  let transport: UndiciTransport;
  const servers: net.Server[] = [];
  const sockets = new Set<net.Socket>();

  beforeEach(() => {
    transport = createUndiciTransport({ env: {} });
  });
  afterEach(async () => {
    await transport.dispose();
    for (const server of servers.splice(0)) server.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  });

  async function serve(handler: http.RequestListener, host?: string): Promise<string> {
    const server = http.createServer(handler);
    server.on("connection", (socket) => sockets.add(socket));
    servers.push(server);
    return `http://127.0.0.1:${await listen(server, host)}`;
  }
  async function serveRaw(onConnection: (socket: net.Socket) => void): Promise<string> {
    const server = net.createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      onConnection(socket);
    });
    servers.push(server);
    return `http://127.0.0.1:${await listen(server)}`;
  }
  const send = (url: string, more: Partial<TransportRequest> = {}) =>
    transport.request({ method: "GET", url, signal: new AbortController().signal, connectTimeoutMs: 2_000, ...more });
  const text = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of body) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };

  it("sends method, path, headers and body, and gives back status, headers and body", async () => {
    const url = await serve((request, response) => {
      void text(request).then((body) => {
        response.writeHead(201, {
          "x-seen": `${request.method} ${request.url} ${request.headers["x-mine"]}`,
          "set-cookie": ["a=1", "b=2"],
        });
        response.end(`got ${body}`);
      });
    });
    const response = await send(`${url}/api/chat?x=1`, { method: "POST", headers: { "X-Mine": "yes" }, body: "héllo" });
    assert.equal(response.status, 201);
    assert.equal(response.headers["x-seen"], "POST /api/chat?x=1 yes");
    assert.equal(response.headers["set-cookie"], "a=1, b=2");
    assert.equal(await text(response.body), "got héllo");
  });

  it("does not follow a redirect", async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end());
    assert.equal((await send(url)).status, 302);
  });

  it("uses a connection again after an answer was read, and a separate one where that is asked for", async () => {
    let connections = 0;
    const url = await serve((_request, response) => response.end("ok"));
    servers[0]?.on("connection", () => connections++);
    await text((await send(url)).body);
    await text((await send(url)).body);
    assert.equal(connections, 1);
    await text((await send(url, { ownConnection: true })).body);
    assert.equal(connections, 2);
  });

  it("gives the bytes as they come", async () => {
    const url = await serve((_request, response) => {
      response.write("one");
      setTimeout(() => response.end("two"), 50);
    });
    const pieces: string[] = [];
    for await (const piece of (await send(url)).body) pieces.push(Buffer.from(piece).toString());
    assert.deepEqual(pieces, ["one", "two"]);
  });

  it("reads a large body completely by a slow reader, with bounded memory", async () => {
    const size = 8 * 1024 * 1024;
    const url = await serve((_request, response) => response.end(Buffer.alloc(size, "x")));
    let read = 0;
    let largest = 0;
    for await (const piece of (await send(url)).body) {
      read += piece.length;
      largest = Math.max(largest, piece.length);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert.equal(read, size);
    assert.ok(largest < 1024 * 1024, `${largest} bytes waited at once`);
  });

  describe("ending early", () => {
    it("rejects at once with the signal's reason before an answer came, closes the socket and leaves no listener", async () => {
      let closed: Promise<unknown> | undefined;
      const url = await serve((request) => {
        closed = once(request.socket, "close");
      });
      const controller = new AbortController();
      const pending = send(url, { signal: controller.signal });
      setTimeout(() => controller.abort("my reason"), 50);
      const start = performance.now();
      await assert.rejects(pending, (reason) => reason === "my reason");
      assert.ok(performance.now() - start < 150);
      assert.ok((await elapsed(closed ?? Promise.reject())) < 1_000);
      assert.equal(getEventListeners(controller.signal, "abort").length, 0);
    });

    it("ends the reading at once with the signal's reason and closes the socket", async () => {
      let closed: Promise<unknown> | undefined;
      const url = await serve((request, response) => {
        closed = once(request.socket, "close");
        response.write("one");
      });
      const controller = new AbortController();
      const { body } = await send(url, { signal: controller.signal });
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
      const url = await serve((request, response) => {
        closed = once(request.socket, "close");
        response.write("one");
      });
      const controller = new AbortController();
      for await (const _piece of (await send(url, { signal: controller.signal })).body) break;
      await closed;
      assert.equal(getEventListeners(controller.signal, "abort").length, 0);
    });

    it("sends nothing with a signal that has fired", async () => {
      let requests = 0;
      const url = await serve(() => requests++);
      await assert.rejects(send(url, { signal: AbortSignal.abort("early") }), (reason) => reason === "early");
      assert.equal(requests, 0);
    });

    it("cancels while the connection is being made", async () => {
      let closed: Promise<unknown> | undefined;
      const url = await serveRaw((socket) => {
        closed = once(socket.resume(), "close");
      });
      const controller = new AbortController();
      const pending = send(url.replace("http:", "https:"), { signal: controller.signal, connectTimeoutMs: 60_000 });
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
          const url = await serve(() => {});
          const abort = new AbortController();
          const sent = send(url, { signal: abort.signal, connectTimeoutMs: 20_000 });
          later(() => (how === "aborted" ? abort.abort() : void transport.dispose()));
          await assert.rejects(sent);
          await new Promise((resolve) => setTimeout(resolve, 100));
          assert.deepEqual([...sockets].filter((socket) => !socket.destroyed).length, 0);
          assert.equal(getEventListeners(abort.signal, "abort").length, 0);
        });
      }
    }

    it("rejects what is under way when disposed, and everything after", async () => {
      const url = await serve((_request, response) => void response.write("one"));
      const { body } = await send(url);
      const reading = text(body);
      const waiting = send(await serve(() => {}));
      setTimeout(() => void transport.dispose(), 20);
      await Promise.all([assert.rejects(reading, isKind("internal")), assert.rejects(waiting, isKind("internal"))]);
      await assert.rejects(send(url), isKind("internal"));
    });

    it("leaves no listener after an answer was read", async () => {
      const url = await serve((_request, response) => response.end("ok"));
      const controller = new AbortController();
      await text((await send(url, { signal: controller.signal })).body);
      assert.equal(getEventListeners(controller.signal, "abort").length, 0);
    });
  });

  describe("localhost", () => {
    const hasIpv6 = async (): Promise<boolean> => {
      const probe = net.createServer();
      return new Promise((resolve) =>
        probe.once("error", () => resolve(false)).listen(0, "::1", () => probe.close(() => resolve(true))),
      );
    };
    it("reaches a server that listens on 127.0.0.1 only", async () => {
      const url = await serve((_request, response) => response.end("ok"));
      assert.equal((await send(url.replace("127.0.0.1", "localhost"))).status, 200);
    });
    it("reaches a server that listens on ::1 only", async function () {
      if (!(await hasIpv6())) return this.skip();
      const url = await serve((_request, response) => response.end("ok"), "::1");
      assert.equal((await send(url.replace("127.0.0.1", "localhost"))).status, 200);
      assert.equal((await send(url.replace("127.0.0.1", "[::1]"))).status, 200);
    });
    it("is refused at once when nothing listens", async () => {
      const server = net.createServer();
      const port = await listen(server);
      server.close();
      await assert.rejects(
        send(`http://localhost:${port}/`),
        (error) => isKind("refused")(error) && (error as TransportError).code === "ECONNREFUSED",
      );
      const took = await elapsed(send(`http://localhost:${port}/`));
      assert.ok(took < 1_000, `${took} ms`);
    });
  });

  describe("broken connections", () => {
    const answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    for (const [name, end] of [
      ["FIN", (socket: net.Socket) => socket.end()],
      ["RST", (socket: net.Socket) => socket.resetAndDestroy()],
    ] as const) {
      it(`replaces a reused connection that dies by ${name} before any byte (row 7)`, async () => {
        let connections = 0;
        const url = await serveRaw((socket) => {
          const first = ++connections === 1;
          let requests = 0;
          socket.on("data", () => (first && ++requests > 1 ? end(socket) : socket.write(answer)));
        });
        assert.equal(await text((await send(url)).body), "ok");
        await new Promise((resolve) => setTimeout(resolve, 20));
        assert.equal(await text((await send(url, { method: "POST", body: "{}" })).body), "ok");
        assert.equal(connections, 2);
      });

      it(`tells "reset" of a fresh connection that dies by ${name} before any byte (row 7)`, async () => {
        let connections = 0;
        const url = await serveRaw((socket) => {
          connections++;
          socket.on("data", () => end(socket));
        });
        await assert.rejects(send(url), isKind("reset"));
        assert.equal(connections, 1);
      });

      it(`gives the bytes that came, then tells "reset", when it breaks by ${name} in the body (row 12)`, async () => {
        const url = await serveRaw((socket) => {
          socket.on("data", () => {
            socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n");
            setTimeout(() => end(socket), 30);
          });
        });
        const seen: string[] = [];
        await assert.rejects(async () => {
          for await (const piece of (await send(url)).body) seen.push(Buffer.from(piece).toString());
        }, isKind("reset"));
        assert.deepEqual(seen, ["one"]);
      });
    }

    it("does not send again on a reused connection that dies after the first byte of an answer", async () => {
      let connections = 0;
      const url = await serveRaw((socket) => {
        connections++;
        let requests = 0;
        socket.on("data", () => {
          if (++requests === 1) socket.write(answer);
          else socket.end("HTTP/1.1 2");
        });
      });
      await text((await send(url)).body);
      await assert.rejects(send(url), isKind("reset"));
      assert.equal(connections, 1);
    });

    it("tells a short body from a whole one", async () => {
      const url = await serveRaw((socket) =>
        socket.on("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nok")),
      );
      const { body } = await send(url);
      await assert.rejects(text(body), isKind("reset"));
    });

    it('gives the bytes that came, then tells "reset", of a body that is broken', async () => {
      const url = await serveRaw((socket) =>
        socket.once("data", () =>
          socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nZZZ\r\ngarbage"),
        ),
      );
      const { body } = await send(url);
      const pieces: string[] = [];
      await assert.rejects(async () => {
        for await (const piece of body) pieces.push(Buffer.from(piece).toString());
      }, isKind("reset"));
      assert.equal(pieces.join(""), "half");
    });

    it('tells "not_http" of something else that speaks', async () => {
      const url = await serveRaw((socket) => socket.on("data", () => socket.write("SSH-2.0-OpenSSH_9.2\r\n")));
      await assert.rejects(send(url), isKind("not_http"));
    });

    it("reads a body that ends with the connection", async () => {
      const url = await serveRaw((socket) =>
        socket.on("data", () => socket.end("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nall of it")),
      );
      assert.equal(await text((await send(url)).body), "all of it");
    });

    it("ends a connection that is not made within the time allowed, at that time", async () => {
      // A server that never answers the TLS greeting.
      const url = await serveRaw(() => {});
      const start = performance.now();
      await assert.rejects(send(url.replace("http:", "https:"), { connectTimeoutMs: 120 }), isKind("connect_timeout"));
      const took = performance.now() - start;
      assert.ok(took >= 119 && took < 1_000, `${took} ms`);
    });

    it("tells of an address that is none", async () => {
      await assert.rejects(send("nonsense"), isKind("internal"));
      await assert.rejects(send("ftp://localhost/"), isKind("internal"));
    });
  });

  it("applies new options to the next request and lets one under way finish", async () => {
    const url = await serve((_request, response) => {
      response.write("one ");
      setTimeout(() => response.end("two"), 40);
    });
    const { body } = await send(url);
    transport.configure({ env: {} });
    assert.equal(await text(body), "one two");
    assert.equal(await text((await send(url)).body), "one two");
  });
});
