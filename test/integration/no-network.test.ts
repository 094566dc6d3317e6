import assert from "node:assert/strict";
import { createConnection } from "node:net";
import { lookup } from "node:dns/promises";
import * as vscode from "vscode";
import type { ExtensionApi } from "../../src/extension";
import type { RequestRecord } from "../../src/core/model/request";
import { ScriptedOllama } from "../support/servers";
import { heard } from "./support/chat";
import { activated, answerTabs, extensionId, secondExtension, shown, until, withSettings } from "./support/extension";

/** A look-up or a connection that was refused, since this process began: scripts/vscode-host/no-network.cjs notes them. */
interface Attempt {
  at: number;
  what: string;
  stack: string;
}
const attempts = (globalThis as Record<symbol, unknown>)[Symbol.for("llm-breaker.tests.attempts")] as
  Attempt[] | undefined;

/** Where the extension's own code is; that of the tests is elsewhere. */
const code = `${vscode.extensions.getExtension(extensionId)?.extensionPath}/dist/`;
/** What the extension has tried beyond this machine, with what led to it. */
const ours = (): string[] =>
  (attempts ?? []).filter(({ stack }) => stack.includes(code)).map(({ what, stack }) => `${what} ${stack}`);

describe("an editor that started without a network", () => {
  let api: ExtensionApi;
  let ollama: ScriptedOllama;
  let back: () => Promise<void>;
  const records: RequestRecord[] = [];
  const answered = async (count: number): Promise<RequestRecord> =>
    until(`answer ${count}`, () => records[count - 1], 20_000);

  before(async function () {
    // A desktop VS Code that was downloaded starts its processes itself.
    if (!attempts) return this.skip();
    api = await activated();
    ollama = await ScriptedOllama.start({ reply: "An answer from this machine." });
    api.service.onEvent((event) => {
      if (event.type === "request") records.push(event.record);
    });
    back = await withSettings({ endpoints: [{ id: "home", type: "ollama", url: ollama.url }] });
    await until("the endpoint is in force", () => (api.service.endpoints()[0]?.id === "home" ? true : undefined));
  });
  after(async () => {
    await back?.();
    await ollama?.stop();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("has none: names are not found, addresses not reached, and both is noted", async () => {
    await assert.rejects(lookup("api.github.com"), { code: "ENOTFOUND" });
    const socket = createConnection({ host: "192.0.2.7", port: 443 });
    const [error] = await new Promise<[NodeJS.ErrnoException]>((done) =>
      socket.once("error", (reason) => done([reason])),
    );
    assert.equal(error.code, "ENETUNREACH");
    await assert.rejects(fetch("http://192.0.2.8/"));
    const noted = (attempts ?? []).map(({ what }) => what);
    for (const what of ["lookup api.github.com", "connect 192.0.2.7", "connect 192.0.2.8"])
      assert.ok(noted.includes(what), `${what} in ${noted.join(", ")}`);
  });

  it("would note what the extension itself tries", async () => {
    await withSettings({
      endpoints: [{ id: "vendor", type: "openai", url: "https://api.vendor.invalid/v1", model: "m" }],
    });
    await until("the vendor is in force", () => (api.service.endpoints()[0]?.id === "vendor" ? true : undefined));
    await assert.rejects(api.service.complete("Hi"));
    assert.ok(
      ours().some((what) => what.startsWith("lookup api.vendor.invalid")),
      "the vendor's name was asked for",
    );
    await withSettings({ endpoints: [{ id: "home", type: "ollama", url: ollama.url }] });
    await until("the endpoint is in force", () => (api.service.endpoints()[0]?.id === "home" ? true : undefined));
    // What came before stays: of it only this one may be ours.
    const others = ours().filter((what) => !what.includes("api.vendor.invalid"));
    assert.deepEqual(others, [], "nothing was tried as it started");
    attempts?.splice(0);
    records.length = 0;
  });

  it("answers in the panel", async () => {
    await vscode.commands.executeCommand("llmBreaker.ask", "Are you there?");
    const { outcome, endpoint } = await answered(1);
    assert.deepEqual([outcome, endpoint], ["success", "home"]);
    await until("the panel", () => (answerTabs().length > 0 ? true : undefined));
  });

  it("analyses what is selected", async () => {
    const editor = await shown({ content: "const a = 1;\n", language: "typescript" });
    editor.selection = new vscode.Selection(0, 0, 0, 12);
    await vscode.commands.executeCommand("llmBreaker.analyzeSelection");
    const { outcome, endpoint } = await answered(2);
    assert.deepEqual([outcome, endpoint], ["success", "home"]);
  });

  it("has its models for another extension, and they answer", async () => {
    const second = await secondExtension();
    const models = await second.lm.selectChatModels({ vendor: "llm-breaker" });
    assert.ok(models.length > 0, "there are models");
    for (const model of models) {
      const { text, error } = await heard(second, model, "Are you there?");
      assert.equal(text, "An answer from this machine.", `${model.id}: ${String(error)}`);
    }
  });

  it("has tried nothing beyond this machine in all of that", async () => {
    await vscode.commands.executeCommand("llmBreaker.openDashboard");
    await api.service.checkHealth("home");
    assert.deepEqual(ours(), []);
  });
});
