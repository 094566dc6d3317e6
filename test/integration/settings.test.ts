import assert from "node:assert/strict";
import type { ExtensionApi } from "../../src/extension";
import { ScriptedOllama } from "../support/servers";
import { activated, listenToMessages, until, withSettings } from "./support/extension";

describe("settings", () => {
  let api: ExtensionApi;
  let ollama: ScriptedOllama;
  let back: () => Promise<void>;
  let messages: ReturnType<typeof listenToMessages>;

  const status = () => api.service.endpoints()[0];
  const failures = () => status()?.metrics.consecutiveFailures;
  const ask = () =>
    api.service.complete("hi").then(
      () => "answered",
      () => "failed",
    );

  before(async () => {
    api = await activated();
    ollama = await ScriptedOllama.start();
    ollama.fault({ kind: "status", status: 500, body: { error: "broken" } });
  });
  after(() => ollama.stop());
  beforeEach(async () => {
    messages = listenToMessages();
    back = await withSettings({ endpoints: [{ id: "live", type: "ollama", url: ollama.url }], healthCheckInterval: 0 });
    await until("the endpoint is in force", () => (status()?.id === "live" ? true : undefined));
  });
  afterEach(async () => {
    messages.restore();
    await back();
    await until("the default endpoint is back", () => (status()?.id === "ollama" ? true : undefined));
  });

  it("apply at once to a live breaker and keep its counters", async () => {
    await ask();
    await ask();
    assert.equal(failures(), 2);
    const undo = await withSettings({ failureThreshold: 5 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(failures(), 2);
    await ask();
    assert.equal(status()?.state, "closed");
    await ask();
    await ask();
    assert.equal(status()?.state, "open");
    await undo();
  });

  it("that are bad are told once by name and range, and leave the last good value in force", async () => {
    const good = await withSettings({ failureThreshold: 2 });
    const bad = await withSettings({ failureThreshold: 0 });
    const ofSettings = () => messages.shown.filter((message) => message.includes("llmBreaker."));
    await until("the message is there", () => ofSettings()[0]);
    const other = await withSettings({ recoveryTimeout: 61 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(ofSettings(), [
      "llmBreaker.failureThreshold must be a whole number from 1 to 1000, but is 0. The last good value stays in force, or else the default.",
    ]);
    await ask();
    assert.equal(status()?.state, "closed");
    await ask();
    assert.equal(status()?.state, "open");
    for (const undo of [other, bad, good]) await undo();
  });

  it("of the wrong type do not stop the extension", async () => {
    const undo = await withSettings({ endpoints: "http://localhost", chain: 3, enabled: "no" });
    await until("the message is there", () => messages.shown.at(-1));
    assert.equal(status()?.id, "live");
    await undo();
    back = await withSettings({ endpoints: [{ id: "live", type: "ollama", url: ollama.url }] });
  });

  it("switch the breaker off without losing metrics", async () => {
    const undo = await withSettings({ enabled: false });
    await until("the mode is in force", () => (status()?.mode === "metrics_only" ? true : undefined));
    for (let call = 0; call < 5; call++) await ask();
    assert.equal(status()?.state, "closed");
    assert.ok((status()?.metrics.totalFailures ?? 0) >= 5);
    await undo();
  });
});
