import assert from "node:assert/strict";
import { get } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import * as vscode from "vscode";
import type { ExtensionApi } from "../../src/extension";
import { ScriptedOllama } from "../support/servers";
import { OtlpReceiver } from "../support/otlp/otlp-receiver";
import { activated, listenToMessages, until, withSettings } from "./support/extension";

const scrape = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path: "/metrics" }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve(body));
    }).on("error", reject);
  });
const refused = (port: number): Promise<boolean> =>
  scrape(port).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === "ECONNREFUSED",
  );

/** Takes a free loopback port and keeps it until told to let go. */
async function takePort(): Promise<{ port: number; free(): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    free: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe("metrics", () => {
  let api: ExtensionApi;
  let ollama: ScriptedOllama;
  let back: () => Promise<void>;

  before(async () => {
    api = await activated();
    ollama = await ScriptedOllama.start();
    back = await withSettings({
      endpoints: [{ id: "measured", type: "ollama", url: ollama.url }],
      healthCheckInterval: 0,
    });
    await until("the endpoint is in force", () => (api.service.endpoints()[0]?.id === "measured" ? true : undefined));
  });
  after(async () => {
    await back();
    await ollama.stop();
  });

  it("are copied as Prometheus text, with what happened before anybody asked for them", async () => {
    await api.service.complete("hi");
    const text = await vscode.commands.executeCommand<string>("llmBreaker.copyMetrics");
    assert.match(text, /^llm_breaker_state\{endpoint="measured",state="closed"\} 1$/m);
    assert.match(text, /^llm_breaker_attempts_total\{endpoint="measured",outcome="success"\} 1$/m);
    assert.equal(await vscode.env.clipboard.readText(), text);
  });

  it("are served to Prometheus while the setting says so", async () => {
    const { port, free } = await takePort();
    await free();
    const undo = await withSettings({ "metrics.prometheusPort": port });
    let text: string | undefined;
    for (let tries = 0; tries < 100 && text === undefined; tries++) {
      text = await scrape(port).catch(() => undefined);
      if (text === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.match(text ?? "", /^llm_breaker_state\{endpoint="measured",state="closed"\} 1$/m);
    await undo();
    for (let tries = 0; tries < 100 && !(await refused(port)); tries++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(await refused(port), "the port is closed");
  });

  it("tell once that a port is taken, and name the setting", async () => {
    const messages = listenToMessages();
    const { port, free } = await takePort();
    const undo = await withSettings({ "metrics.prometheusPort": port });
    await until("the message is there", () => messages.shown[0]);
    assert.equal(messages.shown.length, 1);
    assert.match(messages.shown[0]!, new RegExp(`port ${port} \\(llmBreaker\\.metrics\\.prometheusPort\\) is in use`));
    assert.match(await api.service.complete("hi").then(({ content }) => content), /\S/);
    await undo();
    await free();
    messages.restore();
  });

  it("are pushed by OTLP while the setting says so", async () => {
    const receiver = await OtlpReceiver.start();
    const undo = await withSettings({ "metrics.otlpEndpoint": receiver.url });
    await receiver.atLeast(1);
    assert.equal(receiver.point("llm_breaker_state", { endpoint: "measured", state: "closed" }).value, 1);
    await undo();
    await receiver.stop();
  });
});
