import assert from "node:assert/strict";
import { EndpointFailure } from "../../src/core/failure/endpoint-failure";
import { MAX_MODELS, MAX_NAME_CHARS } from "../../src/core/model/limits";
import type { LlmService } from "../../src/core/service/service-api";
import { createLlmService } from "../../src/node";
import { FloodServer, heads, type Flood } from "../support/servers/flood-server";

const MB = 1024 * 1024;
/** What may lie in the buffers of the sockets of this machine, for each connection. */
const BUFFERED_MB = 16;
const never = new AbortController().signal;
const endless = (beginning: string): Flood => ({ beginning, chunk: "x".repeat(64 * 1024) });
const json = (value: unknown): Flood => ({ beginning: heads.json + JSON.stringify(value), chunk: "" });

/** Everything that is asked beside the answers themselves: in the background, or at a click. */
describe("a server that is only looked at", () => {
  const servers: FloodServer[] = [];
  const services: LlmService[] = [];
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.dispose()));
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  async function service(
    type: "ollama" | "openai",
    answer: (path: string) => Flood,
  ): Promise<{ service: LlmService; server: FloodServer }> {
    const server = await FloodServer.start(answer);
    servers.push(server);
    const url = type === "openai" ? `${server.url}/v1` : server.url;
    const made = createLlmService(
      { endpoints: [{ id: "looked-at", type, url }], healthCheckIntervalMs: 0 },
      { network: { env: {}, systemCertificates: false } },
    );
    services.push(made);
    return { service: made, server };
  }

  for (const [type, wants, answer] of [
    ["ollama", "a version without end", () => endless(`${heads.json}{"version":"`)],
    [
      "ollama",
      "lists without end",
      (path) => (path === "/api/version" ? json({ version: "0.6.0" }) : endless(`${heads.json}{"models":[{"name":"`)),
    ],
    ["ollama", "errors without end", () => endless(`${heads.failed}{"error":"`)],
    ["openai", "a list without end", () => endless(`${heads.json}{"data":[{"id":"`)],
    ["openai", "an error without end", () => endless(`${heads.failed}{"error":{"message":"`)],
    [
      "openai",
      "a page without end",
      () => endless("HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html>"),
    ],
  ] as ["ollama" | "openai", string, (path: string) => Flood][]) {
    it(`takes a gigabyte to the other side with ${wants} (${type})`, async () => {
      const { service: looking, server } = await service(type, answer);
      await looking.checkHealth("looked-at");
      await server.left();
      assert.ok(
        server.sent / MB < (4 + BUFFERED_MB) * server.requests,
        `${server.sent / MB} MB in ${server.requests} requests`,
      );
      assert.equal(server.exhausted, 0);
    });
  }

  it("fills menus with models that nobody could have", async () => {
    const name = (index: number): string => (index % 2 === 0 ? `model-${index}` : "x".repeat(300));
    const { service: looking } = await service("openai", () =>
      json({ data: Array.from({ length: 3_000 }, (_, index) => ({ id: name(index) })) }),
    );
    const { models } = await looking.client("looked-at")!.probe(undefined, never);
    assert.equal(models?.length, MAX_MODELS / 2);
    assert.ok(models?.every(({ length }) => length <= MAX_NAME_CHARS));
  });

  it("ends a download never, by one line of progress without end", async () => {
    const { service: pulling, server } = await service("ollama", () => endless(`${heads.ndjson}{"status":"`));
    await assert.rejects(
      async () => {
        for await (const progress of pulling.pull("looked-at", "m", never)) assert.fail(progress.status);
      },
      (error: unknown) =>
        error instanceof EndpointFailure &&
        error.kind === "malformed" &&
        /a line of more than 65,536 characters/.test(error.message),
    );
    assert.ok(server.sent / MB < 1 + BUFFERED_MB, `${server.sent / MB} MB`);
  });

  it("draws a progress that no page can show", async () => {
    const lines = [
      '{"status":"s","total":1e999,"completed":1e999}',
      '{"status":"s","total":-1,"completed":-5}',
      `{"status":"${"s".repeat(10_000)}","total":10,"completed":3}`,
      '{"status":"success"}',
    ];
    const { service: pulling } = await service("ollama", () => ({
      beginning: `${heads.ndjson}${lines.join("\n")}\n`,
      chunk: "",
    }));
    const told = [];
    for await (const progress of pulling.pull("looked-at", "m", never)) told.push(progress);
    assert.deepEqual(told, [
      { status: "s" },
      { status: "s" },
      { status: "s".repeat(200), completedBytes: 3, totalBytes: 10 },
      { status: "success" },
    ]);
  });
});
