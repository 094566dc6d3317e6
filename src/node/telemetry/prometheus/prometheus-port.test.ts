import assert from "node:assert/strict";
import { request } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import { silentLogger } from "../../../core/ports/logger";
import { FakeClock } from "../../../../test/support/fake-clock";
import { PrometheusPort } from "./prometheus-port";
import type { PortProblem } from "./port-problem";

interface Reply {
  status: number;
  type: string | undefined;
  body: string;
}

const ask = (
  port: number,
  path = "/metrics",
  options: { host?: string; method?: string; headers?: Record<string, string> } = {},
): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, agent: false, ...options }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers["content-type"], body }),
      );
    });
    sent.on("error", reject).end();
  });

const listen = (): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
  });
const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
const portOf = (server: Server): number => (server.address() as AddressInfo).port;
async function freePort(): Promise<number> {
  const server = await listen();
  const port = portOf(server);
  await close(server);
  return port;
}

describe("the Prometheus port", () => {
  let clock: FakeClock;
  let problems: PortProblem[];
  let port: PrometheusPort;
  let text: () => Promise<string>;
  beforeEach(() => {
    clock = new FakeClock();
    problems = [];
    text = async () => "up 1\n";
    port = new PrometheusPort({
      text: () => text(),
      clock,
      log: silentLogger,
      onProblem: (problem) => problems.push(problem),
    });
  });
  afterEach(async () => {
    await port.set(0);
    assert.equal(clock.pending, 0, "timers left");
  });

  it("serves the metrics as Prometheus' text format", async () => {
    const number = await freePort();
    await port.set(number);
    assert.deepEqual(await ask(number), {
      status: 200,
      type: "text/plain; version=0.0.4; charset=utf-8",
      body: "up 1\n",
    });
    assert.equal((await ask(number, "/metrics?x=1")).status, 200);
    assert.equal((await ask(number, "/metrics", { method: "HEAD" })).body, "");
  });

  it("answers nothing else", async () => {
    const number = await freePort();
    await port.set(number);
    assert.equal((await ask(number, "/")).status, 404);
    assert.equal((await ask(number, "/metrics", { method: "POST" })).status, 405);
    assert.equal((await ask(number, "/metrics", { headers: { host: "attacker.example" } })).status, 403);
    assert.equal((await ask(number, "/metrics", { headers: { host: `localhost:${number}` } })).status, 200);
  });

  it("says so when the metrics could not be collected, and goes on", async () => {
    const number = await freePort();
    await port.set(number);
    text = async () => Promise.reject(new Error("no luck"));
    assert.deepEqual(await ask(number), {
      status: 500,
      type: "text/plain; version=0.0.4; charset=utf-8",
      body: "no luck\n",
    });
    text = async () => "up 1\n";
    assert.equal((await ask(number)).status, 200);
  });

  it("moves and closes as the setting says", async () => {
    const [first, second] = [await freePort(), await freePort()];
    await port.set(first);
    await port.set(second);
    await assert.rejects(ask(first), { code: "ECONNREFUSED" });
    assert.equal((await ask(second)).status, 200);
    await port.set(0);
    await assert.rejects(ask(second), { code: "ECONNREFUSED" });
    assert.equal(port.port, undefined);
  });

  it("listens on loopback alone", async () => {
    const number = await freePort();
    await port.set(number);
    // Another of this machine's addresses, as another machine would reach it.
    const outside = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .find(({ family, internal }) => family === "IPv4" && !internal);
    await assert.rejects(ask(number, "/metrics", { host: outside?.address ?? "127.0.0.2" }), { code: "ECONNREFUSED" });
  });

  it("tells once that a port is taken, and takes it as soon as it is free", async () => {
    const other = await listen();
    const number = portOf(other);
    await port.set(number);
    await port.set(number);
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.port, number);
    assert.equal(problems[0]?.reason, "in_use");
    clock.advance(30_000);
    await port.set(number);
    assert.equal(port.port, undefined);
    await close(other);
    clock.advance(30_000);
    await port.set(number);
    assert.equal((await ask(number)).status, 200);
    assert.equal(problems.length, 1);
  });

  it("gives up a taken port when the setting changes", async () => {
    const other = await listen();
    await port.set(portOf(other));
    const free = await freePort();
    await port.set(free);
    assert.equal(port.port, free);
    assert.equal(clock.pending, 0);
    await close(other);
  });
});
