import assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";
import { EndpointError } from "../../../src/core/failure/errors";
import { createLlmService } from "../../../src/node";
import { ScriptedOpenAi } from "../../support/servers";
import { cloudReply, createWorld, localReply, request, status, type World } from "./harness";

describe("the network around the endpoints", () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.end());
  const nowhere = "https://no-such-host.invalid/v1";

  it("takes a name that does not resolve for being offline, touches no breaker, and asks loopback only (row 4)", async () => {
    const service = world.service({
      endpoints: [world.endpoint("cloud", { url: nowhere }), world.endpoint("local")],
      chain: [
        { tier: "cloud", timeoutMs: 3_000 },
        { tier: "cloud", timeoutMs: 3_000, delayMs: 10 },
        { tier: "local", timeoutMs: 500 },
      ],
    });
    const result = await request(service, "stream");
    assert.equal(result.completion?.content, localReply, String(result.error));
    assert.ok(["dns", "offline"].includes(result.attempts[0]?.kind ?? ""), JSON.stringify(result.attempts));
    assert.equal(
      result.attempts.filter((attempt) => attempt.endpoint === "cloud" && attempt.outcome === "failure").length,
      1,
    );
    assert.equal(status(service, "cloud").metrics.totalFailures, 0);
    assert.equal(service.offline, true);
  });

  it("counts a name that does not resolve while another remote host answers (row 4)", async () => {
    const service = world.service({
      endpoints: [world.endpoint("cloud", { id: "lost", url: nowhere }), world.endpoint("cloud")],
      chain: [
        { endpoint: "lost", timeoutMs: 3_000 },
        { endpoint: "cloud", timeoutMs: 500 },
      ],
    });
    const result = await request(service, "complete");
    assert.equal(result.completion?.content, cloudReply, String(result.error));
    assert.equal(status(service, "lost").metrics.totalFailures, 1);
    assert.equal(service.offline, false);
  });

  it("never carries the key to another origin by a redirect (row 28)", async () => {
    const thief = await ScriptedOpenAi.start({ reply: "stolen" });
    try {
      for (const code of [301, 302, 303, 307, 308]) {
        world.cloud.clearFaults();
        world.cloud.fault(
          { kind: "redirect", location: `${thief.baseUrl}/chat/completions`, status: code },
          { route: "*" },
        );
        const service = world.service({
          endpoints: [world.endpoint("cloud", { apiKey: "sk-secret" })],
          chain: [{ endpoint: "cloud", timeoutMs: 500 }],
        });
        const { error } = await request(service, "complete");
        assert.equal(error?.kind, "not_an_api");
        await service.checkHealth("cloud");
      }
      assert.equal(thief.connections, 0);
    } finally {
      await thief.stop();
    }
  });

  it("never shows the key, even where the provider repeats it", async () => {
    world.cloud.fault({
      kind: "status",
      status: 400,
      body: { error: { message: "Bad key sk-very-secret-123 in request", type: "invalid_request_error" } },
    });
    const service = world.service({
      endpoints: [world.endpoint("cloud", { apiKey: "sk-very-secret-123" })],
      chain: [{ endpoint: "cloud", timeoutMs: 500 }],
    });
    const { error, attempts } = await request(service, "complete");
    assert.ok(error && !`${error.message}${JSON.stringify(attempts)}`.includes("sk-very-secret-123"));
  });

  for (const [code, text] of [
    [407, "Proxy Authentication Required"],
    [403, "Forbidden"],
  ] as const) {
    it(`tells a proxy that answers CONNECT with ${code} from a cancellation and from the endpoint's failure (row 6)`, async () => {
      const proxy = createServer((socket) => {
        socket.on("error", () => socket.destroy());
        socket.once("data", () => socket.end(`HTTP/1.1 ${code} ${text}\r\ncontent-length: 0\r\n\r\n`));
      });
      await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
      const service = createLlmService(
        {
          endpoints: [
            {
              id: "cloud",
              type: "openai",
              url: "https://llm.test/v1",
              model: "m",
              proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
            },
            world.endpoint("local"),
          ],
          chain: [
            { endpoint: "cloud", timeoutMs: 1_000 },
            { endpoint: "cloud", timeoutMs: 1_000 },
            { endpoint: "local", timeoutMs: 500 },
          ],
          healthCheckIntervalMs: 0,
        },
        { network: { env: {}, systemCertificates: false } },
      );
      try {
        const result = await request(service, "complete");
        assert.equal(result.completion?.content, localReply, String(result.error));
        assert.deepEqual(
          result.attempts.map((attempt) => [attempt.endpoint, attempt.kind]),
          [
            ["cloud", "proxy"],
            ["local", undefined],
          ],
        );
        assert.match(result.attempts[0]?.message ?? "", code === 407 ? /407|authenticat/i : /403|refused/i);
        assert.equal(status(service, "cloud").metrics.totalFailures, 0);
      } finally {
        await service.dispose();
        await new Promise((resolve) => proxy.close(resolve));
      }
    });
  }

  it("does not let a failed check touch the breaker (row 33)", async () => {
    const service = world.service({ endpoints: [world.endpoint("local")] });
    await world.local.stop();
    for (let index = 0; index < 5; index++) assert.equal((await service.checkHealth("local")).live, false);
    assert.deepEqual(
      [
        status(service, "local").state,
        status(service, "local").metrics.totalFailures,
        status(service, "local").metrics.totalRequests,
      ],
      ["closed", 0, 0],
    );
    await world.local.start();
    assert.equal((await service.checkHealth("local")).live, true);
  });

  it("lets a check that answers again admit a trial after a dead connection, but not after a hang", async () => {
    const service = world.service({
      endpoints: [world.endpoint("local")],
      chain: [{ endpoint: "local", timeoutMs: 150 }],
    });
    await world.local.stop();
    for (let index = 0; index < 3; index++) await request(service, "complete");
    assert.equal(status(service, "local").state, "open");
    await world.local.start();
    world.local.load("llama3.2");
    assert.equal((await service.checkHealth("local")).state, "half_open");
    assert.equal((await request(service, "complete")).completion?.content, localReply);
    world.local.fault({ kind: "hang" });
    for (let index = 0; index < 3; index++) await request(service, "complete");
    assert.equal(
      (await service.checkHealth("local")).state,
      "open",
      "the server answers checks while its generations hang",
    );
  });

  it("calls a defect of our own by its name and counts it against nobody (row 34)", async () => {
    const service = world.service(
      { endpoints: [world.endpoint("local")] },
      {
        clients: {
          ollama: () => ({
            chat: () => Promise.reject(new TypeError("cannot read properties of undefined")),
            checkLive: () => Promise.resolve({ live: true }),
            probe: () => Promise.resolve({ live: true }),
            resolveModel: () => Promise.resolve("m"),
            isWarm: () => Promise.resolve(true),
          }),
        },
      },
    );
    const { error } = await request(service, "complete");
    assert.ok(error instanceof EndpointError && error.kind === "internal", String(error));
    assert.equal(status(service, "local").metrics.totalFailures, 0);
  });
});
