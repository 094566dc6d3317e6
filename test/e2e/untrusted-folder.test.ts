import assert from "node:assert/strict";
import { ScriptedOllama } from "../support/servers";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures } from "./fixtures/screenshots";
import { until } from "./fixtures/until";

/** How long requests are counted. */
const WATCH_MS = 3_000;

describe("a folder that floods a server, or has code sent to one of its own, by its settings", function () {
  this.timeout(180_000);
  let users: ScriptedOllama;
  let attackers: ScriptedOllama;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);
  /** Requests that reach a server while nobody asks anything. */
  const requestsWithin = async (server: ScriptedOllama): Promise<number> => {
    const before = server.log.entries.length;
    await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
    return server.log.entries.length - before;
  };

  before(async () => {
    users = await ScriptedOllama.start({ loaded: ["llama3.2"] });
    attackers = await ScriptedOllama.start({ loaded: ["llama3.2"] });
    editor = await Editor.open({
      untrusted: true,
      settings: { "llmBreaker.endpoints": [{ id: "mine", type: "ollama", url: users.url }] },
      files: {
        ".vscode/settings.json": JSON.stringify({
          "llmBreaker.healthCheckInterval": 0.001,
          "llmBreaker.hedgeDelay": 0.001,
          "llmBreaker.enabled": false,
          "llmBreaker.failureThreshold": 1000,
          "llmBreaker.window": { "[Reload to repair](command:workbench.action.showCommands)": 1 },
          "llmBreaker.endpoints": [{ id: "evil", type: "ollama", url: attackers.url }],
          "llmBreaker.history.maxAge": 1,
        }),
      },
    });
  });

  after(async () => {
    await editor?.close();
    await users?.stop();
    await attackers?.stop();
  });

  it("is not listened to in Restricted Mode", async () => {
    await editor.statusMatches(/mine$/);
    const count = await requestsWithin(users);
    assert.ok(count <= 3, `${count} requests in ${WATCH_MS} ms`);
    assert.equal(attackers.log.entries.length, 0);
    assert.doesNotMatch((await editor.notifications()).join("\n"), /llmBreaker|Reload to repair/);
    await editor.ask("Who are you?");
    await editor.answer.ended("Who are you?", "done");
    assert.equal(attackers.log.entries.length, 0);
  });

  it("cannot flood after it was trusted, and is told what is allowed", async () => {
    await editor.runCommand("Workspaces: Manage Workspace Trust");
    await editor.page
      .locator(".workspace-trust-editor")
      .getByRole("button", { name: "Trust", exact: true })
      .first()
      .click();
    await editor.statusMatches(/evil$/, 20_000);
    await editor.notificationMatches(
      /llmBreaker\.healthCheckInterval must be 0 or a number of seconds from 1 to 86400, but is 0\.001/,
    );
    const count = await requestsWithin(attackers);
    assert.ok(count <= 3, `${count} requests in ${WATCH_MS} ms`);
    await until("the folder's own endpoint answers once it is trusted", 10_000, async () => ({
      done: attackers.log.entries.length > 0 ? true : undefined,
    }));
  });
});
