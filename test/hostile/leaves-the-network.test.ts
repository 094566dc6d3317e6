import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import {
  createServer as createTcpServer,
  type AddressInfo,
  type LookupFunction,
  type Server as TcpServer,
} from "node:net";
import { createEndpointClient } from "../../src/core/create-client";
import type { EndpointClient } from "../../src/core/endpoint/client";
import type { EndpointConfig } from "../../src/core/model/endpoint";
import { silentLogger } from "../../src/core/ports/logger";
import { systemClock } from "../../src/core/breaker/system-clock";
import type { LlmService } from "../../src/core/service/service-api";
import { createLlmService } from "../../src/node/create-llm-service";
import { OtlpPush } from "../../src/node/telemetry/otlp/otlp-push";
import { createUndiciTransport, type UndiciTransport } from "../../src/node/transport/undici-transport";
import { OutgoingWatch } from "../support/outgoing-watch";
import { ScriptedOllama } from "../support/servers";

const CONNECT_MS = 300;
/** Addresses and names that are anybody's: by RFC 5737 and RFC 6761 nobody is really there. */
const FOREIGN: EndpointConfig[] = [
  { id: "name", type: "openai", url: "https://api.vendor.invalid/v1", apiKey: "sk-secret-123456" },
  { id: "named-local", type: "openai", url: "http://cloud.vendor.invalid/v1", tier: "local" },
  { id: "address", type: "openai", url: "http://192.0.2.7/v1" },
  { id: "mapped", type: "openai", url: "http://[::ffff:192.0.2.8]/v1" },
  { id: "six", type: "anthropic", url: "https://[2001:db8::1]" },
  { id: "ollama-elsewhere", type: "ollama", url: "http://192.0.2.9:11434" },
  { id: "disguised", type: "openai", url: "http://127.0.0.1.vendor.invalid/v1" },
  { id: "user", type: "openai", url: "http://localhost:80@user.vendor.invalid/v1" },
];

async function askEverything(service: LlmService, id: string, client: EndpointClient): Promise<void> {
  const signal = AbortSignal.timeout(5_000);
  const pulled = async (): Promise<void> => {
    for await (const _step of service.pull(id, "m", signal as AbortSignal)) return;
  };
  const streamed = async (): Promise<void> => {
    for await (const _event of service.stream("secret words", { endpoint: id, signal })) continue;
  };
  const asked: (() => Promise<unknown> | undefined)[] = [
    () => service.complete("secret words", { endpoint: id, signal }),
    streamed,
    () => service.complete("secret words", { endpoint: id, model: "m", signal, useCache: false }),
    () => service.checkHealth(id),
    () => service.health.healthCheck(id),
    () => Promise.resolve(service.allowTrial(id)),
    pulled,
    () => client.chat({ model: "m", messages: [], stream: true }, signal, () => undefined),
    () => client.checkLive(signal),
    () => client.probe("m", signal),
    () => client.resolveModel(signal),
    () => client.isWarm("m", signal),
    () => client.warmUp?.("m", signal),
    () => client.listModels?.(signal),
    () => client.pull?.("m", signal)[Symbol.asyncIterator]().next(),
  ];
  for (const ask of asked) await Promise.resolve(ask()).catch(() => undefined);
}

describe("whatever wants to leave the private network while all stays local", () => {
  const watch = new OutgoingWatch();
  let transport: UndiciTransport;
  let service: LlmService | undefined;
  let servers: (Server | TcpServer)[];
  const listening = async (server: Server | TcpServer): Promise<number> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  };
  const serve = (handler: RequestListener): Promise<number> => listening(createServer(handler));

  beforeEach(() => {
    servers = [];
    transport = createUndiciTransport({ env: {} });
  });
  afterEach(async () => {
    watch.stop();
    await service?.dispose();
    await transport.dispose();
    for (const server of servers) server.close();
  });

  it("would be seen by the watch", async () => {
    watch.start();
    service = createLlmService(
      { endpoints: [FOREIGN[0]!, FOREIGN[2]!], connectTimeoutMs: 50, healthCheckIntervalMs: 0 },
      { transport },
    );
    for (const id of ["name", "address"])
      await service.complete("Hi", { endpoint: id, timeoutMs: 60 }).catch(() => undefined);
    assert.ok(watch.names.includes("api.vendor.invalid"));
    assert.ok(watch.connections.includes("192.0.2.7:80"));
  });

  it("connects to nobody and asks for no name, by whatever is asked of an endpoint or of one that is being added", async () => {
    const ollama = await ScriptedOllama.start();
    const home: EndpointConfig = { id: "home", type: "ollama", url: ollama.url };
    service = createLlmService(
      { endpoints: [...FOREIGN, home], localOnly: true, connectTimeoutMs: CONNECT_MS, healthCheckIntervalMs: 1_000 },
      { transport },
    );
    watch.start();
    for (const config of FOREIGN) {
      await askEverything(service, config.id, service.client(config.id)!);
      // As “LLM: Add Endpoint…” looks at one.
      const deps = { transport, clock: systemClock, connectTimeoutMs: () => CONNECT_MS, localOnly: () => true };
      await askEverything(service, config.id, createEndpointClient(config, deps));
      await service.health.healthCheck(config.url);
    }
    const completion = await service.complete("secret words");
    assert.equal(completion.endpoint, "home");
    await new Promise((resolve) => setTimeout(resolve, 1_300)); // Checks in the background have their turn.
    assert.deepEqual(watch.names, []);
    assert.deepEqual(watch.connections, [`127.0.0.1:${new URL(ollama.url).port}`]);
    await ollama.stop();
  });

  for (const status of [301, 302, 307, 308])
    it(`is not led away by a server at home that redirects with ${status}`, async () => {
      const port = await serve((request, response) => {
        request.resume();
        response.writeHead(status, { location: `http://192.0.2.7${request.url}` }).end();
      });
      service = createLlmService(
        {
          endpoints: [{ id: "home", type: "ollama", url: `http://127.0.0.1:${port}` }],
          localOnly: true,
          healthCheckIntervalMs: 0,
        },
        { transport },
      );
      watch.start();
      await askEverything(service, "home", service.client("home")!);
      assert.deepEqual([watch.names, watch.connections], [[], [`127.0.0.1:${port}`]]);
    });

  it("goes through no proxy, neither the network's nor an endpoint's own", async () => {
    let proxied = 0;
    const port = await listening(createTcpServer((socket) => void (proxied++, socket.destroy())));
    const proxy = `http://127.0.0.1:${port}`;
    transport.configure({ proxy, env: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, ALL_PROXY: proxy } });
    const endpoints: EndpointConfig[] = [
      ...FOREIGN,
      { id: "lan", type: "openai", url: "http://10.255.255.1:9/v1", model: "m" },
      { id: "lan-proxied", type: "openai", url: "http://10.255.255.2:9/v1", model: "m", proxy },
      {
        id: "lan-socks",
        type: "ollama",
        url: "http://10.255.255.3:9",
        model: "m",
        proxy: `socks5://127.0.0.1:${port}`,
      },
    ];
    service = createLlmService(
      { endpoints, localOnly: true, connectTimeoutMs: 50, healthCheckIntervalMs: 0 },
      { transport },
    );
    watch.start();
    for (const { id } of endpoints)
      await service.complete("Hi", { endpoint: id, timeoutMs: 100 }).catch(() => undefined);
    await service.checkHealth("lan");
    assert.equal(proxied, 0);
    assert.deepEqual([watch.names, watch.connections], [[], ["10.255.255.1:9"]]);
  });

  describe("behind a name that may be of the private network", () => {
    const led = (answers: { address: string; family: number }[]): { lookup: LookupFunction; asked: string[] } => {
      const asked: string[] = [];
      const lookup: LookupFunction = (hostname, _options, callback) => {
        asked.push(hostname);
        callback(null, answers);
      };
      return { lookup, asked };
    };

    it("is refused where the name leads to a public address, whenever it begins to", async () => {
      const answers = [{ address: "127.0.0.1", family: 4 }];
      const ollama = await ScriptedOllama.start();
      const { port } = new URL(ollama.url);
      const { lookup, asked } = led(answers);
      await transport.dispose();
      transport = createUndiciTransport({ env: {}, lookup });
      const endpoint: EndpointConfig = { id: "box", type: "ollama", url: `http://gpu.internal:${port}` };
      service = createLlmService({ endpoints: [endpoint], localOnly: true, healthCheckIntervalMs: 0 }, { transport });
      assert.equal((await service.complete("Hi")).endpoint, "box");
      // Another network, or somebody who answers for the name: the kept connections are given up, and the next one is looked at anew.
      transport.configure({ env: {}, lookup });
      answers.splice(0, 1, { address: "192.0.2.7", family: 4 }, { address: "2001:db8::7", family: 6 });
      watch.start();
      await assert.rejects(
        service.complete("Hi", { useCache: false }),
        /“gpu\.internal” leads to 192\.0\.2\.7, 2001:db8::7, beyond the private network\. Nothing was sent/,
      );
      assert.deepEqual([watch.names, watch.connections], [[], []]);
      assert.ok(asked.every((name) => name === "gpu.internal"));
      await ollama.stop();
    });

    it("is connected to by its private addresses only, where it has others too", async () => {
      const ollama = await ScriptedOllama.start();
      const { port } = new URL(ollama.url);
      const { lookup } = led([
        { address: "192.0.2.7", family: 4 },
        { address: "127.0.0.1", family: 4 },
        { address: "::ffff:192.0.2.7", family: 6 },
      ]);
      await transport.dispose();
      transport = createUndiciTransport({ env: {}, lookup });
      const endpoint: EndpointConfig = { id: "box", type: "ollama", url: `http://nas.local:${port}` };
      service = createLlmService({ endpoints: [endpoint], localOnly: true, healthCheckIntervalMs: 0 }, { transport });
      watch.start();
      assert.equal((await service.complete("Hi")).endpoint, "box");
      assert.deepEqual(watch.connections, [`127.0.0.1:${port}`]);
      await ollama.stop();
    });
  });

  it("is no metric that is pushed", async () => {
    const lines: string[] = [];
    for (const url of ["https://otlp.vendor.invalid/v1/metrics", "http://192.0.2.7:4318/v1/metrics"]) {
      watch.start();
      const deps = {
        encode: () => Promise.resolve(new Uint8Array([1])),
        rejection: () => undefined,
        clock: systemClock,
        log: { ...silentLogger, warn: (line: string) => void lines.push(line) },
        transport,
      };
      const push = new OtlpPush({ url, headers: {}, localOnly: true }, 60_000, deps);
      while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await push.dispose(0);
      assert.match(lines.pop()!, /is beyond this machine and its private network\. Nothing was sent/);
      assert.deepEqual([watch.names, watch.connections], [[], []]);
    }
  });

  it("is no model that an Ollama at home sends on, by its name or by the list of the server", async () => {
    const asked: string[] = [];
    const port = await serve((request, response) => {
      request.resume();
      asked.push(`${request.method} ${request.url}`);
      response.setHeader("content-type", "application/json");
      if (request.url === "/api/tags")
        response.end(JSON.stringify({ models: [{ name: "renamed:latest", remote_host: "https://ollama.com:443" }] }));
      else response.end(JSON.stringify(request.url === "/api/version" ? { version: "0.12.0" } : { models: [] }));
    });
    const url = `http://127.0.0.1:${port}`;
    service = createLlmService(
      { endpoints: [{ id: "home", type: "ollama", url }], localOnly: true, healthCheckIntervalMs: 0 },
      { transport },
    );
    for (const model of ["gpt-oss:120b-cloud", "kimi-k2:cloud", "renamed", "renamed:latest"])
      await assert.rejects(service.complete("Hi", { model }), { kind: "local_only" }, model);
    await assert.rejects(service.complete("Hi"), { kind: "model_missing" });
    assert.ok(
      asked.every((line) => !line.startsWith("POST")),
      asked.join(),
    );
  });
});
