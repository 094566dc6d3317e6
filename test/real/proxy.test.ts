import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { createLlmService, type NodeServiceDeps } from "../../src/node";
import { EndpointError } from "../../src/core/failure/errors";
import { ScriptedOllama, ScriptedOpenAi } from "../support/servers";
import { type CertificateAuthority, createAuthority } from "./certificates";
import { findOpenssl, findTinyproxy } from "./parts";
import { Tinyproxy } from "./tinyproxy";

/** An address of this machine that is not loopback, because loopback never goes through a proxy. */
function outwardAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === "IPv4" && !address.internal)?.address;
}

describe("a real proxy (tinyproxy)", () => {
  let binary: string;
  let host: string;
  let plain: ScriptedOpenAi;
  const cleanups: (() => unknown)[] = [];

  before(async function () {
    this.timeout(360_000);
    const part = await findTinyproxy();
    const address = outwardAddress();
    if (!part.available || !address) {
      console.log(
        `    left out: ${part.available ? "this machine has no address but loopback" : `tinyproxy: ${part.why}`}`,
      );
      return this.skip();
    }
    binary = part.value;
    host = address;
    plain = await ScriptedOpenAi.start({ host, reply: "through the proxy", apiKey: "sk-right" });
  });
  after(() => plain?.stop());
  beforeEach(() => plain.log.clear());
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  const proxy = async (...args: Parameters<typeof Tinyproxy.start> extends [string, ...infer Rest] ? Rest : never) => {
    const started = await Tinyproxy.start(binary, ...args);
    cleanups.push(() => started.stop());
    return started;
  };
  const service = (url: string, network: NodeServiceDeps["network"]) => {
    const made = createLlmService(
      {
        endpoints: [{ id: "cloud", type: "openai", url, model: "m", apiKey: "sk-right" }],
        chain: [{ endpoint: "cloud", timeoutMs: 5_000 }],
        healthCheckIntervalMs: 0,
      },
      { network: { env: {}, ...network } },
    );
    cleanups.push(() => made.dispose());
    return made;
  };
  const failure = async (llm: ReturnType<typeof service>) => {
    const error: unknown = await llm.complete("hi").then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof EndpointError, String(error));
    return error;
  };

  it("carries a streamed answer", async () => {
    const via = await proxy();
    const llm = service(plain.baseUrl, { proxy: via.url });
    assert.equal((await llm.complete("hi")).content, "through the proxy");
    assert.match(via.log, new RegExp(`${host}`));
  });

  it("carries HTTPS with an own authority, and passes an abort on to the server", async function () {
    const openssl = await findOpenssl();
    if (!openssl.available) {
      console.log(`    left out: ${openssl.why}`);
      return this.skip();
    }
    const authority: CertificateAuthority = await createAuthority(openssl.value);
    cleanups.push(() => authority.dispose());
    const secure = await ScriptedOpenAi.start({
      host,
      tls: await authority.issue([`IP:${host}`]),
      reply: "word ".repeat(500),
    });
    cleanups.push(() => secure.stop());
    const via = await proxy();
    const llm = service(secure.baseUrl, { proxy: via.url, ca: [authority.ca] });
    assert.match((await llm.complete("hi")).content, /^word word/);
    assert.match(via.log, new RegExp(`CONNECT ${host}`));
    secure.fault({ kind: "pace", tokensPerSecond: 50 });
    const aborter = new AbortController();
    const pending = llm.complete("hi", { signal: aborter.signal });
    await new Promise((resolve) => setTimeout(resolve, 150));
    aborter.abort();
    await assert.rejects(pending);
    await secure.log.until(
      () => secure.log.entries.at(-1)?.outcome === "aborted by client",
      "the server sees the abort",
      1_000,
    );
  });

  it("authenticates with the user and password of the proxy's URL", async () => {
    const via = await proxy({ auth: { user: "ann", password: "s3cret" } });
    const llm = service(plain.baseUrl, { proxy: `http://ann:s3cret@127.0.0.1:${via.port}` });
    assert.equal((await llm.complete("hi")).content, "through the proxy");
    assert.equal(plain.log.entries[0]?.headers["proxy-authorization"], undefined, "the password stays with the proxy");
  });

  for (const [what, credentials] of [
    ["without credentials", ""],
    ["with a wrong password", "ann:wrong@"],
  ] as const) {
    it(`tells a proxy that refuses ${what} from a cancellation, and counts it against nobody`, async () => {
      const via = await proxy({ auth: { user: "ann", password: "s3cret" } });
      const llm = service(plain.baseUrl, { proxy: `http://${credentials}127.0.0.1:${via.port}` });
      const error = await failure(llm);
      assert.equal(error.kind, "proxy");
      // This proxy says 407 where credentials are missing and 401 where they are wrong.
      assert.match(error.message, /40[17]|authenticat/i);
      assert.equal(plain.log.entries.length, 0);
      const [status] = llm.endpoints();
      assert.deepEqual([status?.metrics.consecutiveFailures, status?.state], [0, "closed"]);
    });
  }

  it("tells a proxy that forbids the tunnel", async () => {
    const via = await proxy({ connectPorts: [] });
    const error = await failure(service(plain.baseUrl.replace("http:", "https:"), { proxy: via.url }));
    assert.equal(error.kind, "proxy");
    assert.match(error.message, /403/);
  });

  it("tells a proxy that is not there", async () => {
    const via = await proxy();
    await via.stop();
    const llm = service(plain.baseUrl, { proxy: via.url });
    assert.equal((await failure(llm)).kind, "proxy");
    assert.equal(llm.endpoints()[0]?.metrics.consecutiveFailures, 0);
  });

  it("is left aside for loopback and for what noProxy names", async () => {
    const via = await proxy();
    const local = await ScriptedOllama.start({ reply: "direct", loaded: ["llama3.2"] });
    cleanups.push(() => local.stop());
    const llm = createLlmService(
      { endpoints: [{ id: "ollama", type: "ollama", url: local.url, model: "llama3.2" }], healthCheckIntervalMs: 0 },
      { network: { env: {}, proxy: via.url } },
    );
    cleanups.push(() => llm.dispose());
    assert.equal((await llm.complete("hi")).content, "direct");
    assert.equal(
      (await service(plain.baseUrl, { proxy: via.url, noProxy: [host] }).complete("hi")).content,
      "through the proxy",
    );
    assert.doesNotMatch(via.log, /Request \(/);
  });
});
