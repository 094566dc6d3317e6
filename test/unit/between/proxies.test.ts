import assert from "node:assert/strict";
import { createServer, type IncomingMessage, request as httpRequest } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type Socket } from "node:net";
import { createLlmService } from "../../../src/node";
import type { TransportOptions } from "../../../src/node/transport/base/options";
import { selfSigned } from "../../support/self-signed";
import { SocksProxy } from "../../support/servers/socks-proxy";
import { request, status, type Result } from "../faults/harness";
import { plainAnswer, Wires } from "./wires";

/** A name that only the proxy knows. */
const host = "llm.invalid";
const portOf = (url: string): number => Number(new URL(url).port);

describe("requests through a proxy", () => {
  let wires: Wires;
  const identity = selfSigned(host);
  const socks: SocksProxy[] = [];
  beforeEach(() => (wires = new Wires()));
  afterEach(async () => {
    for (const one of socks.splice(0)) one.stop();
    await wires.close();
  });
  const startSocks = async (...options: Parameters<typeof SocksProxy.start>): Promise<SocksProxy> => {
    const proxy = await SocksProxy.start(...options);
    socks.push(proxy);
    return proxy;
  };
  const plainTarget = async (): Promise<string> => `http://${host}:${portOf(await wires.http(plainAnswer))}/v1`;
  const tlsTarget = async (): Promise<string> =>
    `https://${host}:${portOf(await wires.listen(createTlsServer(identity, plainAnswer)))}/v1`;

  async function ask(
    url: string,
    network: TransportOptions,
    { proxy, connectTimeoutMs }: { proxy?: string; connectTimeoutMs?: number } = {},
  ): Promise<Result & { failures: number }> {
    const service = createLlmService(
      {
        endpoints: [{ id: "e", type: "openai", url, model: "m", apiKey: "sk-test", ...(proxy && { proxy }) }],
        chain: [{ endpoint: "e", timeoutMs: 5_000 }],
        healthCheckIntervalMs: 0,
        ...(connectTimeoutMs && { connectTimeoutMs }),
      },
      { network: { env: {}, systemCertificates: false, strictSSL: false, ...network } },
    );
    try {
      return { ...(await request(service, "complete")), failures: status(service, "e").metrics.totalFailures };
    } finally {
      await service.dispose();
    }
  }

  /** A proxy that answers CONNECT as told, or makes a tunnel; and takes plain requests in absolute form. */
  async function httpProxy(refusesTunnels?: number) {
    const asked: IncomingMessage[] = [];
    const server = createServer((incoming, response) => {
      asked.push(incoming);
      const { pathname, search, port } = new URL(incoming.url ?? "");
      incoming.pipe(
        httpRequest({ port, path: pathname + search, method: incoming.method, headers: incoming.headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        }),
      );
    });
    server.on("connect", (incoming: IncomingMessage, socket: Socket) => {
      asked.push(incoming);
      socket.on("error", () => socket.destroy());
      if (refusesTunnels) return void socket.end(`HTTP/1.1 ${refusesTunnels} No\r\nContent-Length: 0\r\n\r\n`);
      const upstream = connect(Number(new URL(`http://${incoming.url}`).port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on("error", () => socket.destroy());
    });
    return { url: await wires.listen(server), asked };
  }

  for (const [what, via, credentials, kind] of [
    ["is the proxy's, where its credentials were sent", undefined, "me:pw@", "proxy"],
    ["is the server's, where the proxy says that it only forwards it", "1.1 squid", "me:pw@", "auth"],
    ["is the server's, where the proxy was given no credentials", undefined, "", "auth"],
  ] as const)
    it(`a 401 with a Basic challenge ${what}`, async () => {
      const proxy = await wires.http((_incoming, response) => {
        response.writeHead(401, { "www-authenticate": 'Basic realm="x"', ...(via && { via }) }).end("Unauthorized");
      });
      const url = `http://${host}:1/v1`;
      const { error, failures } = await ask(url, { proxy: proxy.replace("//", `//${credentials}`) });
      assert.deepEqual([error?.kind, failures], [kind, 0], String(error));
    });

  it("plain HTTP goes in absolute form, so that a proxy that forbids tunnels to such ports serves it", async () => {
    for (const refusal of [403, 405, undefined]) {
      const proxy = await httpProxy(refusal);
      const url = await plainTarget();
      const { completion, error } = await ask(`${url}?x=1`, { proxy: proxy.url.replace("//", "//me:pw@") });
      assert.equal(completion?.endpoint, "e", String(error));
      assert.deepEqual(
        proxy.asked.map(({ method, url: line, headers }) => [
          method,
          line,
          headers.host,
          headers.authorization,
          headers["proxy-authorization"],
        ]),
        [
          [
            "POST",
            `${url}/chat/completions?x=1`,
            new URL(url).host,
            "Bearer sk-test",
            `Basic ${Buffer.from("me:pw").toString("base64")}`,
          ],
        ],
      );
    }
  });

  it("TLS goes through a tunnel, and the proxy sees no key", async () => {
    const proxy = await httpProxy();
    const { completion, error } = await ask(await tlsTarget(), { proxy: proxy.url });
    assert.equal(completion?.endpoint, "e", String(error));
    assert.deepEqual(
      proxy.asked.map(({ method, headers }) => [method, headers.authorization]),
      [["CONNECT", undefined]],
    );
  });

  for (const [code, kind, counts] of [
    [502, "refused", 1],
    [503, "refused", 1],
    [504, "connect_timeout", 1],
    [407, "proxy", 0],
    [403, "proxy", 0],
    [405, "proxy", 0],
  ] as const) {
    it(`CONNECT answered ${code} is ${counts ? "the target's failure" : "the proxy's"}`, async () => {
      const proxy = await httpProxy(code);
      const { error, failures } = await ask(await tlsTarget(), { proxy: proxy.url });
      assert.deepEqual([error?.kind, failures], [kind, counts], error?.message);
      assert.match(error?.message ?? "", new RegExp(`proxy.*${code}`, "i"));
    });
    it(`a plain request answered ${code} by the proxy`, async () => {
      const url = await wires.http((_request, response) => response.writeHead(code).end("<title>No way</title>"));
      const { error } = await ask(await plainTarget(), { proxy: url });
      assert.equal(
        error?.kind,
        code === 407
          ? "proxy"
          : code === 503
            ? "overloaded"
            : counts
              ? "server_error"
              : code === 405
                ? "not_an_api"
                : "blocked",
      );
    });
  }

  for (const scheme of ["socks5", "socks5h", "socks", "SOCKS5"]) {
    it(`SOCKS by ${scheme}://, with the name looked up there`, async () => {
      const proxy = await startSocks();
      for (const url of [await plainTarget(), await tlsTarget()]) {
        const { completion, error } = await ask(url, { proxy: `${scheme}://${proxy.address}` });
        assert.equal(completion?.endpoint, "e", String(error));
      }
      assert.deepEqual(
        proxy.asked.map(({ version, host: name }) => [version, name]),
        [
          [5, host],
          [5, host],
        ],
      );
    });
  }

  it("SOCKS 4 has the name looked up there too, by 4a", async () => {
    for (const scheme of ["socks4", "socks4a"]) {
      const proxy = await startSocks();
      const { completion, error } = await ask(await plainTarget(), { proxy: `${scheme}://${proxy.address}` });
      assert.equal(completion?.endpoint, "e", String(error));
      assert.deepEqual([proxy.asked[0]?.version, proxy.asked[0]?.host], [4, host]);
    }
  });

  it("SOCKS takes user and password of the address, from the endpoint, the setting or the environment", async () => {
    const proxy = await startSocks({ user: { name: "me", password: "p:w" } });
    const address = `socks5://me:p%3Aw@${proxy.address}`;
    const url = await plainTarget();
    for (const [network, own] of [
      [{}, address],
      [{ proxy: address }, undefined],
      [{ env: { ALL_PROXY: address } }, undefined],
      [{ env: { https_proxy: "http://127.0.0.1:9", http_proxy: address } }, undefined],
    ] as const) {
      const { completion, error } = await ask(url, network, own ? { proxy: own } : {});
      assert.equal(completion?.endpoint, "e", String(error));
    }
    const { error, failures } = await ask(url, { proxy: `socks5://me:wrong@${proxy.address}` });
    assert.deepEqual([error?.kind, failures], ["proxy", 0]);
    assert.doesNotMatch(error?.message ?? "", /wrong/);
    const { error: nameless } = await ask(url, { proxy: `socks5://${proxy.address}` });
    assert.equal(nameless?.kind, "proxy");
    assert.match(nameless?.message ?? "", /password/i);
  });

  for (const [reply, kind] of [
    [5, "refused"],
    [4, "refused"],
    [3, "refused"],
    [6, "connect_timeout"],
    [2, "proxy"],
    [7, "proxy"],
  ] as const) {
    it(`SOCKS: a reply of ${reply} is ${kind}`, async () => {
      const proxy = await startSocks({ reply });
      const { error, failures } = await ask(await plainTarget(), { proxy: `socks5://${proxy.address}` });
      assert.deepEqual([error?.kind, failures], [kind, kind === "proxy" ? 0 : 1], error?.message);
    });
  }

  it("SOCKS: a proxy that is not there, is none, or says nothing", async () => {
    const url = await plainTarget();
    assert.equal((await ask(url, { proxy: "socks5://127.0.0.1:9" })).error?.kind, "proxy");
    const web = (await wires.http(plainAnswer)).replace("http", "socks5");
    assert.equal((await ask(url, { proxy: web })).error?.kind, "proxy");
    const silent = await startSocks({ silent: true });
    const { error } = await ask(url, { proxy: `socks5://${silent.address}` }, { connectTimeoutMs: 300 });
    assert.equal(error?.kind, "proxy");
  });

  it("SOCKS: a stop closes what was being made", async () => {
    const silent = await startSocks({ silent: true });
    const abort = new AbortController();
    const transport = wires.transport({ proxy: `socks5://${silent.address}` });
    const asking = transport.request({
      method: "GET",
      url: `http://${host}/`,
      signal: abort.signal,
      connectTimeoutMs: 60_000,
    });
    while (silent.openSockets === 0) await new Promise(setImmediate);
    abort.abort("enough");
    await assert.rejects(asking, (reason) => reason === "enough");
    while (silent.openSockets > 0) await new Promise(setImmediate);
  });

  it("SOCKS: noProxy and this machine go past it", async () => {
    const proxy = await startSocks();
    const local = (await wires.http(plainAnswer)).replace("127.0.0.1", "localhost");
    const network = { proxy: `socks5://${proxy.address}`, noProxy: [host] };
    assert.equal((await ask(`${local}/v1`, network)).completion?.endpoint, "e");
    assert.ok((await ask(await plainTarget(), network)).error);
    assert.equal(proxy.asked.length, 0);
  });

  it("a proxy of another kind is named", async () => {
    const { error } = await ask(await plainTarget(), { proxy: "quic://127.0.0.1:1" });
    assert.equal(error?.kind, "proxy");
    assert.match(error?.message ?? "", /quic/);
  });
});
