import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { projectRoot } from "../../../scripts/paths.mjs";
import { plainAnswer } from "./wires";

/** Longer than any program here takes, and shorter than what a leftover timer or socket would hold it. */
const LONG_MS = 15_000;

interface Ran {
  code: number | null;
  out: string;
  tookMs: number;
}

describe("the life of a program that asks", function () {
  this.timeout(60_000);
  let folder: string;
  let bundle: string;
  let good: Server;
  let silent: TcpServer;
  const sockets = new Set<Socket>();
  const portOf = (server: TcpServer): number => (server.address() as AddressInfo).port;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "llm-breaker-life-"));
    bundle = join(folder, "service.cjs");
    await build({
      entryPoints: [join(projectRoot, "src/node/index.ts")],
      outfile: bundle,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      logLevel: "silent",
    });
    good = createServer((incoming, response) => {
      const answer = (): unknown =>
        incoming.method === "POST" ? plainAnswer(incoming, response) : response.end('{"data":[{"id":"m"}]}');
      setTimeout(answer, 300);
    });
    silent = createTcpServer((socket) => void sockets.add(socket.on("error", () => undefined)));
    for (const server of [good, silent]) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    good.closeAllConnections();
    for (const server of [good, silent]) server.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs a program in which `service(config)` makes a service on `dead` (nobody listens), `good` (answers after 0.3 s) and `silent` (never answers). */
  function run(program: string): Promise<Ran> {
    const source = `
      const { createLlmService } = require(${JSON.stringify(bundle)});
      const at = (port) => ({ type: "openai", url: "http://127.0.0.1:" + port + "/v1", model: "m", tier: "cloud" });
      const dead = { id: "dead", ...at(9) }, good = { id: "good", ...at(${portOf(good)}) }, silent = { id: "silent", ...at(${portOf(silent)}) };
      const service = (config) => createLlmService({ healthCheckIntervalMs: 0, adaptive: false, ...config }, { network: { env: {}, systemCertificates: false } });
      (async () => { ${program} })().then(undefined, (error) => console.log("failed: " + error.message));
    `;
    const startedAt = performance.now();
    return new Promise((resolve) => {
      const child = execFile(process.execPath, ["-e", source], { timeout: LONG_MS }, (_error, out, problems) =>
        resolve({ code: child.exitCode, out: out + problems, tookMs: performance.now() - startedAt }),
      );
    });
  }
  async function endsWith(program: string, out: string): Promise<void> {
    const ran = await run(program);
    assert.deepEqual([ran.out.trim(), ran.code], [out, 0], `after ${ran.tookMs} ms`);
  }

  const chain =
    '{ endpoints: [dead, good], chain: [{ endpoint: "dead", timeoutMs: 1000 }, { endpoint: "dead", timeoutMs: 1000, delayMs: 3000 }, { endpoint: "good", timeoutMs: 5000 }] }';

  it("goes on while a chain waits between two steps", () =>
    endsWith(
      `const { content } = await service(${chain}).complete("hi"); console.log(content);`,
      "from the other endpoint",
    ));

  it("goes on while a stream is read", () =>
    endsWith(
      `for await (const event of service(${chain}).stream("hi")) if (event.type === "done") console.log(event.completion.content);`,
      "from the other endpoint",
    ));

  it("goes on while a hedge is waited for", () =>
    endsWith(
      `const { endpoint } = await service({ endpoints: [silent, good], hedgeDelayMs: 1000, chain: [{ timeoutMs: 8000 }] }).complete("hi"); console.log(endpoint);`,
      "good",
    ));

  it("goes on in a queue", () =>
    endsWith(
      `const one = service({ endpoints: [{ ...good, maxConcurrent: 1 }], chain: [{ endpoint: "good", timeoutMs: 8000 }] });
       const all = await Promise.all([1, 2, 3].map((n) => one.complete("hi " + n))); console.log(all.length);`,
      "3",
    ));

  it("goes on until a step's time is over, and hears of it", () =>
    endsWith(
      `await service({ endpoints: [silent], chain: [{ endpoint: "silent", timeoutMs: 1500 }] }).complete("hi").catch((error) => console.log(error.kind));`,
      "ttft_timeout",
    ));

  it("goes on while a check is waited for that it asked for", () =>
    endsWith(
      `const s = service({ endpoints: [good] }); console.log((await s.checkHealth("good")).live, await s.health.healthCheck("good"));`,
      "true true",
    ));

  it("goes on while it disposes of a request under way", () =>
    endsWith(
      `const s = service({ endpoints: [silent] }); const asked = s.complete("hi").catch((error) => error.name);
       setTimeout(async () => { await s.dispose(); console.log(await asked); }, 300);`,
      "RequestCancelledError",
    ));

  for (const [name, program] of [
    ["with a kept connection", `await service({ endpoints: [good] }).complete("hi");`],
    [
      "with an open breaker",
      `const s = service({ endpoints: [dead], breaker: { failureThreshold: 1 } }); await s.complete("hi").catch(() => undefined); console.log(s.endpoints()[0].state);`,
    ],
    [
      "with checks every second",
      `await service({ endpoints: [good, silent], healthCheckIntervalMs: 1000 }).complete("hi");`,
    ],
    [
      "with a check under way that nobody answers",
      `const s = service({ endpoints: [silent], healthCheckIntervalMs: 1000 }); await new Promise((resolve) => setTimeout(resolve, 1500));`,
    ],
    ["with a stream that nobody reads", `service({ endpoints: [silent] }).stream("hi")[Symbol.asyncIterator]();`],
    [
      "with a stream that was left alone",
      `const events = service({ endpoints: [silent], chain: [{ endpoint: "silent", timeoutMs: 60000 }] }).stream("hi")[Symbol.asyncIterator](); await events.next();`,
    ],
  ] as const) {
    it(`ends by itself, at once and without dispose: ${name}`, async () => {
      const { code, tookMs, out } = await run(`${program}; console.log("end");`);
      assert.match(out, /end\n$/);
      assert.equal(code, 0, `killed after ${tookMs} ms`);
    });
  }

  it("goes on while a program waits for what a client does", () =>
    endsWith(
      `const { live } = await service({ endpoints: [good] }).client("good").probe(undefined, new AbortController().signal); console.log(live);`,
      "true",
    ));

  it("ends although a model is being loaded that nobody waits for", () =>
    endsWith(
      `const ollama = { id: "ollama", type: "ollama", url: silent.url.replace("/v1", ""), model: "m", tier: "local" };
       const s = service({ endpoints: [dead, ollama, good], chain: [{ endpoint: "dead", timeoutMs: 1000 }, { endpoint: "ollama", timeoutMs: 1000, delayMs: 500 }, { endpoint: "good", timeoutMs: 3000 }] });
       await s.complete("hi"); console.log("end");`,
      "end",
    ));
});
