import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ExtensionApi } from "../../src/extension";
import { ScriptedOllama, ScriptedOpenAi } from "../support/servers";
import { activated, listenToMessages, until, withSettings } from "./support/extension";
import { ScriptedInputs, type Act } from "./support/scripted-inputs";

const apiKey = "sk-added-0123456789";

describe("choosing whom to ask, and adding to it", () => {
  let api: ExtensionApi;
  let ollama: ScriptedOllama;
  let cloud: ScriptedOpenAi;
  let inputs: ScriptedInputs;
  let messages: ReturnType<typeof listenToMessages>;
  let back: () => Promise<void>;
  const run = <T = unknown>(command: string) => vscode.commands.executeCommand<T>(`llmBreaker.${command}`);
  const endpoints = () => vscode.workspace.getConfiguration("llmBreaker").inspect<{ id: string }[]>("endpoints");
  const chats = ({ log }: ScriptedOllama | ScriptedOpenAi) =>
    log.entries.filter(({ method, path }) => method === "POST" && path.includes("chat"));

  before(async () => {
    api = await activated();
    ollama = await ScriptedOllama.start({ pace: { firstTokenMs: 5 }, pullMs: 50 });
    cloud = await ScriptedOpenAi.start({ models: ["clever", "quick"], apiKey });
    back = await withSettings({
      endpoints: [
        { id: "first", type: "openai", url: cloud.baseUrl, tier: "cloud" },
        { id: "home", type: "ollama", url: ollama.url },
      ],
      healthCheckInterval: 0,
    });
    await until("the endpoints are in force", () => (api.service.endpoints()[0]?.id === "first" ? true : undefined));
    inputs = new ScriptedInputs();
  });
  beforeEach(() => void (messages = listenToMessages()));
  afterEach(() => messages.restore());
  after(async () => {
    inputs.script({ pick: /^Auto/ });
    await run("chooseModel");
    inputs.restore();
    await back();
    await Promise.all([ollama.stop(), cloud.stop()]);
  });

  it("asks only the model that was chosen", async () => {
    inputs.script({ pick: /qwen2\.5-coder:7b \| home · 4\.4 GB/ });
    await run("chooseModel");
    await vscode.commands.executeCommand("llmBreaker.ask", "Hi");
    assert.deepEqual(
      [chats(cloud).length, chats(ollama).map(({ json }) => json?.["model"])],
      [0, ["qwen2.5-coder:7b"]],
    );
  });

  it("says why there is no list, and lets one choose the endpoint all the same", async () => {
    inputs.script({ pick: /^first \| .* \| No models to choose from: .*API key/ });
    await run("chooseModel");
    assert.equal(inputs.left, 0);
  });

  it("goes back to the chain where the chosen model is not listed any more", async () => {
    inputs.script({ pick: /deepseek-r1:8b/ });
    await run("chooseModel");
    ollama.models.delete("deepseek-r1:8b");
    inputs.script({ pick: /llama3\.2:latest/ });
    await run("chooseModel");
    assert.match(messages.shown.join(), /deepseek-r1:8b is not there any more/);
  });

  describe("a download", () => {
    const confirms = (answer: string | undefined) => {
      const window = vscode.window as unknown as Record<string, unknown>;
      window["showWarningMessage"] = (message: string) => {
        messages.shown.push(message);
        return Promise.resolve(answer);
      };
    };

    it("of a large model tells the size before, and is none without a yes", async () => {
      confirms(undefined);
      inputs.script({ type: "two words" }, { type: "phi3" });
      assert.equal(await run("pullModel"), false);
      assert.match(inputs.seen.at(-1) ?? "", /not a model's name/);
      assert.match(messages.shown.join(), /phi3 is a download of 1\.2 GB/);
      assert.equal(ollama.models.has("phi3:latest"), false);
    });

    it("goes on after a yes", async () => {
      confirms("Download");
      inputs.script({ type: "phi3" });
      assert.equal(await run("pullModel"), true);
      assert.equal(ollama.models.has("phi3:latest"), true);
      assert.match(messages.shown.join(), /phi3 is at home now/);
    });

    it("that is cancelled ends at the server too", async () => {
      const { withProgress } = vscode.window;
      const cancelling = (_options: unknown, task: (progress: object, token: object) => Promise<unknown>) =>
        task(
          { report: () => undefined },
          { onCancellationRequested: (cancel: () => void) => (setTimeout(cancel, 100), { dispose: () => undefined }) },
        );
      Object.assign(vscode.window, { withProgress: cancelling });
      ollama.fault({ kind: "hang", at: "beforeHeaders" }, { route: "/api/pull", times: 1 });
      try {
        inputs.script({ type: "tiny" });
        assert.equal(await run("pullModel"), false);
      } finally {
        Object.assign(vscode.window, { withProgress });
      }
      assert.deepEqual(messages.shown, []);
      await until("the server saw the end of it", () =>
        ollama.log.entries.findLast(({ path }) => path === "/api/pull")?.outcome === "aborted by client"
          ? true
          : undefined,
      );
    });

    it("that the library does not have says so", async () => {
      inputs.script({ type: "missing-one" });
      assert.equal(await run("pullModel"), false);
      assert.match(messages.shown.join(), /no model called missing-one/);
    });
  });

  describe("a new endpoint", () => {
    const steps = (): Act[] => [
      { pick: /^OpenAI-compatible/ },
      { type: cloud.baseUrl },
      { type: "added" },
      { type: apiKey },
      { pick: /^quick/ },
    ];
    afterEach(async () => {
      const kept = endpoints()?.globalValue?.filter(({ id }) => id !== "added");
      await vscode.workspace
        .getConfiguration("llmBreaker")
        .update("endpoints", kept, vscode.ConfigurationTarget.Global);
    });

    for (const answered of [0, 1, 2, 3, 4])
      it(`is none where the questions are left at number ${answered + 1}`, async () => {
        const before = endpoints()?.globalValue;
        inputs.script(...steps().slice(0, answered), "leave");
        assert.equal(await run("addEndpoint"), undefined);
        assert.equal(inputs.left, 0);
        assert.deepEqual(endpoints()?.globalValue, before);
        await assert.rejects(api.service.complete("hi", { endpoint: "first" }), /wants an API key/);
      });

    it("refuses what the settings would refuse, and names that are taken, and can be gone back in", async () => {
      inputs.script(
        { pick: /^Ollama/ },
        "back",
        { pick: /^OpenAI-compatible/ },
        { type: "localhost:1234" },
        { type: "https://user:secret@a.example" },
        { type: `${cloud.baseUrl}?api_key=sk-1` },
        { type: cloud.baseUrl },
        { type: "home" },
        { type: "  " },
        "back",
        { type: cloud.baseUrl },
        "leave",
      );
      await run("addEndpoint");
      const all = inputs.seen.join("\n\n");
      assert.equal(inputs.left, 0, all);
      for (const said of [
        /starts with http/,
        /without user name and password/,
        /without “api_key”/,
        /already/,
        /not empty/,
      ])
        assert.match(all, said);
    });

    it("is looked at before it is added, and can be added as it is", async () => {
      inputs.script(
        { pick: /^Ollama/ },
        { type: "http://127.0.0.1:9" },
        { pick: /^Try Again/ },
        { pick: /^Back/ },
        { type: "http://127.0.0.1:9" },
        { pick: /^Add Anyway/ },
        { type: "added" },
        { pick: /^Automatic .*\| .*127\.0\.0\.1:9/ },
      );
      assert.equal(await run("addEndpoint"), "added");
      assert.match(inputs.seen.join(), /not answering at http:\/\/127\.0\.0\.1:9/);
      assert.deepEqual(endpoints()?.globalValue?.at(-1), { id: "added", type: "ollama", url: "http://127.0.0.1:9" });
    });

    it("is written behind the others, its key in the secret storage only, and answers", async () => {
      const before = endpoints()?.globalValue ?? [];
      inputs.script(...steps().slice(0, 3), { type: "sk-wrong" }, "back", ...steps().slice(3));
      assert.equal(await run("addEndpoint"), "added");
      assert.deepEqual(endpoints()?.globalValue, [
        ...before,
        { id: "added", type: "openai", url: cloud.baseUrl, model: "quick" },
      ]);
      await until("it is in force", () => api.service.endpoints().find(({ id }) => id === "added"));
      assert.equal((await api.service.complete("hi", { endpoint: "added" })).model, "quick");
      assert.equal(chats(cloud).at(-1)?.headers["authorization"], `Bearer ${apiKey}`);
      assert.match(inputs.seen.join(), /wants an API key/);
    });
  });
});
