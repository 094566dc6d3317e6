import assert from "node:assert/strict";
import { EndpointError } from "../../src/core/failure/errors";
import { createLlmService, type NodeServiceDeps } from "../../src/node";
import { ScriptedOpenAi } from "../support/servers";
import { type CertificateAuthority, createAuthority, type Identity } from "./certificates";
import { findOpenssl } from "./parts";

describe("TLS with an own authority", () => {
  let authority: CertificateAuthority;
  const cleanups: (() => unknown)[] = [];

  before(async function () {
    this.timeout(30_000);
    const part = await findOpenssl();
    if (!part.available) {
      console.log(`    left out: ${part.why}`);
      return this.skip();
    }
    authority = await createAuthority(part.value);
  });
  after(() => authority?.dispose());
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  const serve = async (tls: Identity) => {
    const server = await ScriptedOpenAi.start({ tls, reply: "over TLS" });
    cleanups.push(() => server.stop());
    return server;
  };
  const ask = async (url: string, network: NonNullable<NodeServiceDeps["network"]> = {}) => {
    const llm = createLlmService(
      {
        endpoints: [{ id: "cloud", type: "openai", tier: "cloud", url, model: "m" }],
        chain: [{ endpoint: "cloud", timeoutMs: 5_000 }],
        healthCheckIntervalMs: 0,
      },
      { network: { env: {}, ...network } },
    );
    cleanups.push(() => llm.dispose());
    const result = await llm.complete("hi").then(
      (completion) => completion.content,
      (error: unknown) => error,
    );
    return { result, status: llm.endpoints()[0] };
  };
  /** A certificate problem is the configuration's: named, never counted, and nothing has been sent. */
  const refusesCertificate = async (server: ScriptedOpenAi, network?: NonNullable<NodeServiceDeps["network"]>) => {
    const { result, status } = await ask(server.baseUrl, network);
    assert.ok(result instanceof EndpointError, String(result));
    assert.equal(result.kind, "tls");
    assert.ok(result.message.includes(String(server.port)), `the message names the address: ${result.message}`);
    assert.deepEqual([status?.metrics.consecutiveFailures, status?.state], [0, "closed"]);
    assert.equal(server.log.entries.length, 0);
  };

  it("trusts the authority it is given", async () => {
    const server = await serve(await authority.issue(["IP:127.0.0.1", "DNS:localhost"]));
    assert.equal((await ask(server.baseUrl, { ca: [authority.ca] })).result, "over TLS");
    assert.equal(
      (await ask(server.baseUrl.replace("127.0.0.1", "localhost"), { ca: [authority.ca] })).result,
      "over TLS",
    );
  });

  it("refuses an authority it does not know", async () =>
    refusesCertificate(await serve(await authority.issue(["IP:127.0.0.1"]))));
  it("refuses a certificate that vouches for itself", async () =>
    refusesCertificate(await serve(await authority.selfSigned(["IP:127.0.0.1"])), { ca: [authority.ca] }));
  it("refuses another host's certificate", async () =>
    refusesCertificate(await serve(await authority.issue(["DNS:example.test"])), { ca: [authority.ca] }));
  it("refuses an expired certificate", async () =>
    refusesCertificate(await serve(await authority.issue(["IP:127.0.0.1"], -1)), { ca: [authority.ca] }));

  it("accepts any certificate when told to (http.proxyStrictSSL off)", async () => {
    const server = await serve(await authority.selfSigned(["DNS:example.test"]));
    assert.equal((await ask(server.baseUrl, { strictSSL: false })).result, "over TLS");
  });

  it("fails clearly, and without hanging, when the schemes do not match", async () => {
    const secure = await serve(await authority.issue(["IP:127.0.0.1"]));
    const plain = await ScriptedOpenAi.start();
    cleanups.push(() => plain.stop());
    for (const url of [secure.baseUrl.replace("https:", "http:"), plain.baseUrl.replace("http:", "https:")]) {
      const startedAt = performance.now();
      const { result } = await ask(url);
      assert.ok(result instanceof EndpointError && result.message.includes(new URL(url).host), String(result));
      assert.ok(performance.now() - startedAt < 4_000);
    }
  });
});
