import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from "node:net";
import { createServer as createTlsServer } from "node:https";
import { selfSigned } from "../../../../test/support/self-signed";
import { TransportError } from "../../../core/ports/transport";
import type { TransportOptions } from "../base/options";
import { createUndiciTransport, type UndiciTransport } from "../undici-transport";

/** A name that only the proxy knows. */
const remote = "https://llm.test:8000/v1/models";

describe("requests through a proxy", () => {
  let target: TcpServer;
  let transport: UndiciTransport | undefined;
  const proxies: TcpServer[] = [];
  const sockets = new Set<Socket>();
  const asked: IncomingMessage[] = [];
  const portOf = (server: TcpServer): number => (server.address() as AddressInfo).port;

  beforeEach(async () => {
    target = createTlsServer(selfSigned("llm.test"), (request, response) =>
      response.end(`${request.headers.host} ${request.url}`),
    ).listen(0, "127.0.0.1");
    await once(target, "listening");
  });
  afterEach(async () => {
    await transport?.dispose();
    for (const server of [target, ...proxies.splice(0)]) server.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    asked.length = 0;
  });

  async function proxyThat(onConnect: (request: IncomingMessage, socket: Socket) => void): Promise<string> {
    const proxy = createServer((_request, response) => response.end("a web page"));
    proxy.on("connect", (request, socket) => {
      asked.push(request);
      onConnect(request, socket as Socket);
    });
    proxy.on("connection", (socket) => sockets.add(socket));
    proxies.push(proxy.listen(0, "127.0.0.1"));
    await once(proxy, "listening");
    return `http://127.0.0.1:${portOf(proxy)}`;
  }
  const tunnel = (_request: IncomingMessage, socket: Socket): void => {
    const upstream = connect(portOf(target), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  };
  const refuse = (status: number) => (_request: IncomingMessage, socket: Socket) =>
    void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 2\r\n\r\nno`);

  async function get(
    options: TransportOptions,
    more: { proxy?: string; url?: string; connectTimeoutMs?: number } = {},
  ): Promise<string> {
    transport = createUndiciTransport({ env: {}, strictSSL: false, systemCertificates: false, ...options });
    const { url = remote, proxy, connectTimeoutMs = 2_000 } = more;
    const { body } = await transport.request({
      method: "GET",
      url,
      connectTimeoutMs,
      signal: new AbortController().signal,
      ...(proxy && { proxy }),
    });
    let text = "";
    for await (const piece of body) text += Buffer.from(piece).toString();
    return text;
  }
  const failure = async (work: Promise<unknown>): Promise<TransportError> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof TransportError, String(error));
    return error;
  };

  it("reach the target by a tunnel", async () => {
    assert.equal(await get({ proxy: await proxyThat(tunnel) }), "llm.test:8000 /v1/models");
    assert.equal(asked[0]?.url, "llm.test:8000");
  });
  it("take the proxy from the endpoint, from the environment, and without its scheme", async () => {
    const proxy = await proxyThat(tunnel);
    assert.equal(await get({}, { proxy }), "llm.test:8000 /v1/models");
    assert.equal(await get({ env: { HTTP_PROXY: proxy } }), "llm.test:8000 /v1/models");
    assert.equal(await get({ proxy: proxy.replace("http://", "") }), "llm.test:8000 /v1/models");
  });
  it("carry the credentials of the proxy's address, to the proxy only", async () => {
    const proxy = await proxyThat(tunnel);
    await get({ proxy: proxy.replace("//", "//us%40er:pa%3Ass@") });
    assert.equal(asked[0]?.headers["proxy-authorization"], `Basic ${Buffer.from("us@er:pa:ss").toString("base64")}`);
  });
  it("use the tunnel again", async () => {
    const proxy = await proxyThat(tunnel);
    await get({ proxy });
    const again = await transport!.request({
      method: "GET",
      url: remote,
      connectTimeoutMs: 1_000,
      signal: new AbortController().signal,
    });
    for await (const _piece of again.body);
    assert.equal(asked.length, 1);
  });
  for (const [status, expected] of [
    [407, "proxy"],
    [403, "proxy"],
    [502, "refused"],
    [504, "connect_timeout"],
  ] as const) {
    it(`tell of a proxy that answers ${status} (row 6)`, async () => {
      const { kind, details } = await failure(get({ proxy: await proxyThat(refuse(status)) }));
      assert.deepEqual([kind, details.proxyStatus], [expected, status]);
    });
  }
  it("tell of a proxy that is not there, breaks off, is none, or never answers (row 6)", async () => {
    const proxy = await proxyThat((_request, socket) => socket.destroy());
    assert.equal((await failure(get({ proxy }))).kind, "proxy");
    const silent = await proxyThat(() => {});
    assert.equal((await failure(get({ proxy: silent }, { connectTimeoutMs: 80 }))).kind, "proxy");
    const noise = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.end("SSH-2.0-x\r\n");
    }).listen(0, "127.0.0.1");
    proxies.push(noise);
    await once(noise, "listening");
    assert.equal((await failure(get({ proxy: `http://127.0.0.1:${portOf(noise)}` }))).kind, "proxy");
    const closed = createTcpServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const port = portOf(closed);
    closed.close();
    const refused = await failure(get({ proxy: `http://127.0.0.1:${port}` }));
    assert.deepEqual([refused.kind, refused.code], ["proxy", "ECONNREFUSED"]);
    assert.equal((await failure(get({ proxy: "socks5://127.0.0.1:1080" }))).kind, "proxy");
    assert.equal((await failure(get({ proxy: "http://" }))).kind, "proxy");
  });
  it("go past the proxy to this machine", async () => {
    const proxy = await proxyThat(refuse(403));
    assert.match(await get({ proxy }, { url: `https://localhost:${portOf(target)}/x`, proxy }), /\/x$/);
    assert.equal(asked.length, 0);
  });
  it("follow a proxy that changes while the program runs", async () => {
    await get({ proxy: await proxyThat(tunnel) });
    transport!.configure({ env: {}, strictSSL: false, systemCertificates: false, proxy: await proxyThat(refuse(407)) });
    const { kind } = await failure(
      transport!.request({ method: "GET", url: remote, connectTimeoutMs: 1_000, signal: new AbortController().signal }),
    );
    assert.equal(kind, "proxy");
  });
});
