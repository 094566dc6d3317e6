import { strict as assert } from "node:assert";
import { once } from "node:events";
import * as net from "node:net";
import type { TransportError } from "../../core/ports/transport";
import { elapsed, isKind, textOf, TransportUnderTest } from "../../../test/support/transport-under-test";

describe("the undici transport", () => {
  let at: TransportUnderTest;
  beforeEach(() => (at = new TransportUnderTest()));
  afterEach(() => at.close());

  it("sends method, path, headers and body, and gives back status, headers and body", async () => {
    const url = await at.serve((request, response) => {
      void textOf(request).then((body) => {
        response.writeHead(201, {
          "x-seen": `${request.method} ${request.url} ${request.headers["x-mine"]}`,
          "set-cookie": ["a=1", "b=2"],
        });
        response.end(`got ${body}`);
      });
    });
    const response = await at.send(`${url}/api/chat?x=1`, {
      method: "POST",
      headers: { "X-Mine": "yes" },
      body: "héllo",
    });
    assert.equal(response.status, 201);
    assert.equal(response.headers["x-seen"], "POST /api/chat?x=1 yes");
    assert.equal(response.headers["set-cookie"], "a=1, b=2");
    assert.equal(await textOf(response.body), "got héllo");
  });

  it("does not follow a redirect", async () => {
    const url = await at.serve((_request, response) =>
      response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
    );
    assert.equal((await at.send(url)).status, 302);
  });

  it("uses a connection again after an answer was read, and a separate one where that is asked for", async () => {
    let connections = 0;
    const url = await at.serve((_request, response) => response.end("ok"));
    at.servers[0]?.on("connection", () => connections++);
    await textOf((await at.send(url)).body);
    await textOf((await at.send(url)).body);
    assert.equal(connections, 1);
    await textOf((await at.send(url, { ownConnection: true })).body);
    assert.equal(connections, 2);
  });

  it("gives the bytes as they come", async () => {
    const url = await at.serve((_request, response) => {
      response.write("one");
      setTimeout(() => response.end("two"), 50);
    });
    const pieces: string[] = [];
    for await (const piece of (await at.send(url)).body) pieces.push(Buffer.from(piece).toString());
    assert.deepEqual(pieces, ["one", "two"]);
  });

  it("reads a large body completely by a slow reader, with bounded memory", async () => {
    const size = 8 * 1024 * 1024;
    const url = await at.serve((_request, response) => response.end(Buffer.alloc(size, "x")));
    let read = 0;
    let largest = 0;
    for await (const piece of (await at.send(url)).body) {
      read += piece.length;
      largest = Math.max(largest, piece.length);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert.equal(read, size);
    assert.ok(largest < 1024 * 1024, `${largest} bytes waited at once`);
  });

  describe("localhost", () => {
    const hasIpv6 = async (): Promise<boolean> => {
      const probe = net.createServer();
      return new Promise((resolve) =>
        probe.once("error", () => resolve(false)).listen(0, "::1", () => probe.close(() => resolve(true))),
      );
    };
    it("reaches a server that listens on 127.0.0.1 only", async () => {
      const url = await at.serve((_request, response) => response.end("ok"));
      assert.equal((await at.send(url.replace("127.0.0.1", "localhost"))).status, 200);
    });
    it("reaches a server that listens on ::1 only", async function () {
      if (!(await hasIpv6())) return this.skip();
      const url = await at.serve((_request, response) => response.end("ok"), "::1");
      assert.equal((await at.send(url.replace("127.0.0.1", "localhost"))).status, 200);
      assert.equal((await at.send(url.replace("127.0.0.1", "[::1]"))).status, 200);
    });
    it("is refused at once when nothing listens", async () => {
      const server = net.createServer();
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as net.AddressInfo;
      server.close();
      await assert.rejects(
        at.send(`http://localhost:${port}/`),
        (error) => isKind("refused")(error) && (error as TransportError).code === "ECONNREFUSED",
      );
      const took = await elapsed(at.send(`http://localhost:${port}/`));
      assert.ok(took < 1_000, `${took} ms`);
    });
  });

  it("applies new options to the next request and lets one under way finish", async () => {
    const url = await at.serve((_request, response) => {
      response.write("one ");
      setTimeout(() => response.end("two"), 40);
    });
    const { body } = await at.send(url);
    at.transport.configure({ env: {} });
    assert.equal(await textOf(body), "one two");
    assert.equal(await textOf((await at.send(url)).body), "one two");
  });
});
