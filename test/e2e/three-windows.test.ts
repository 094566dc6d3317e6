import assert from "node:assert/strict";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures } from "./fixtures/screenshots";
import { until } from "./fixtures/until";

/** Waits are for conditions; how long they may take is said generously, because machines are shared. */
const LONG_MS = 60_000;

describe("three windows of VS Code on one data folder, with settings of their own", function () {
  this.timeout(240_000);
  let ollama: ScriptedOllama;
  let lab: ScriptedOllama;
  /** Checks are switched off there, and it asks nothing before the others have. */
  let silent: Editor;
  let asking: Editor;
  /** Opened during the outage, with other endpoints. */
  let late: Editor;
  keepPicturesOfFailures(() => silent?.page);

  before(async () => {
    const options = { loaded: ["llama3.2"], pace: { firstTokenMs: 50 } };
    [ollama, lab] = await Promise.all([ScriptedOllama.start(options), ScriptedOllama.start(options)]);
    silent = await Editor.open({
      settings: {
        "llmBreaker.endpoints": [
          { id: "ollama", type: "ollama", url: ollama.url },
          { id: "lab", type: "ollama", url: lab.url },
        ],
        "llmBreaker.chain": [
          { endpoint: "ollama", timeout: 200 },
          { endpoint: "lab", timeout: 200, delay: 2 },
        ],
        "llmBreaker.totalTimeout": 0,
        "llmBreaker.failureThreshold": 2,
        "llmBreaker.recoveryTimeout": 900,
        "llmBreaker.healthCheckInterval": 0,
      },
    });
    asking = await silent.anotherWindow({ "llmBreaker.healthCheckInterval": 5 });
  });

  after(async () => {
    await silent?.close();
    await Promise.all([ollama?.stop(), lab?.stop()]);
  });

  const label = async (window: Editor): Promise<string> =>
    (await window.statusItem.locator("[aria-label]").or(window.statusItem).first().getAttribute("aria-label")) ?? "";
  const says = (window: Editor, pattern: RegExp): Promise<string> =>
    until(`the status item says ${pattern}`, LONG_MS, async () => {
      const seen = await label(window);
      return { done: pattern.test(seen) ? seen : undefined, seen };
    });
  const outageNotices = async (window: Editor): Promise<string[]> => {
    await window.runCommand("Notifications: Show Notifications");
    const told = await window.page.locator(".notifications-center .notification-list-item-message").allInnerTexts();
    await window.page.keyboard.press("Escape");
    return told.filter((text) => text.includes("No calls are sent to"));
  };
  const fail = async (window: Editor, ...questions: string[]): Promise<void> => {
    for (const question of questions) {
      await window.ask(question);
      await window.answer.ended(question, "failed", LONG_MS);
    }
  };
  /** The server is back, but its first answer never comes: a window's trial hangs. */
  const hungTrial = async (holder: Editor, name: string, question: string): Promise<void> => {
    ollama.script([[{ kind: "hang" }]], { route: "/api/chat" });
    await ollama.start();
    ollama.load("llama3.2");
    await silent.runCommand("LLM: Check Endpoint Health");
    await silent.page.keyboard.press("Escape");
    await holder.statusMatches(new RegExp(`${name} half-open`), LONG_MS);
    const before = ollama.pendingRequests;
    await holder.ask(question);
    await until("the trial is under way", LONG_MS, () =>
      Promise.resolve({ done: ollama.pendingRequests > before || undefined, seen: `${ollama.pendingRequests}` }),
    );
  };

  it("know of an outage without having asked, with checks switched off", async () => {
    await Promise.all([ollama.stop(), lab.stop()]);
    await fail(asking, "First without servers", "Second without servers");
    await silent.statusMatches(/ollama open .*lab open/, LONG_MS);
  });

  it("tell of it once, with all that went down together", async () => {
    await asking.notificationMatches(/No calls are sent to “ollama” and “lab”/, LONG_MS);
    assert.equal((await outageNotices(asking)).length, 1);
    assert.deepEqual(await outageNotices(silent), []);
    await asking.screenshots("60-told-of-two-endpoints");
  });

  it("know of it when they are opened later, with other endpoints", async () => {
    late = await silent.anotherWindow({
      "llmBreaker.endpoints": [
        { id: "spare", type: "ollama", url: "http://127.0.0.1:9" },
        { id: "mine", type: "ollama", url: ollama.url },
      ],
      "llmBreaker.chain": [{ endpoint: "mine", timeout: 200 }],
    });
    await late.statusMatches(/mine open/, LONG_MS);
    assert.deepEqual(await outageNotices(late), []);
  });

  it("say that another one is trying, and try now all the same when a person wants it", async () => {
    await hungTrial(asking, "ollama", "A trial that hangs");
    for (const [window, name] of [
      [silent, "ollama"],
      [late, "mine"],
    ] as const)
      await says(window, new RegExp(`${name} half-open, another window is trying`));
    await silent.ask("Meanwhile");
    const { failure, buttons } = await silent.answer.ended("Meanwhile", "failed", LONG_MS);
    assert.match(failure, /another window is trying/i);
    assert.equal(buttons[0], "Try Now");
    await silent.screenshots("61-another-window-is-trying");
    await silent.answer.press("Try Now");
    await silent.answer.ended("Meanwhile", "done", LONG_MS);
    await says(asking, /ollama answering/);
    await says(silent, /ollama closed/);
    await says(late, /mine (?:closed|not asked yet)/);
  });

  it("have the trial of one that is killed back ten seconds later", async () => {
    await ollama.stop();
    await fail(silent, "First of the second outage", "Second of the second outage");
    await asking.statusMatches(/ollama open/, LONG_MS);
    await hungTrial(asking, "ollama", "A trial of one that dies");
    await says(silent, /ollama half-open, another window is trying/);
    asking.killHost();
    const killed = performance.now();
    await says(silent, /ollama half-open, the next call is a trial/);
    console.log(`      free ${((performance.now() - killed) / 1000).toFixed(1)} s after its window was killed`);
    await silent.ask("Are you back?");
    await silent.answer.ended("Are you back?", "done", LONG_MS);
    await says(late, /mine (?:closed|not asked yet)/);
  });

  it("try now at once, though one that is dead still holds the trial", async () => {
    await ollama.stop();
    await fail(silent, "First of the third outage", "Second of the third outage");
    await late.statusMatches(/mine open/, LONG_MS);
    await hungTrial(late, "mine", "Another that dies");
    await silent.ask("Refused");
    await silent.answer.ended("Refused", "failed", LONG_MS);
    late.killHost();
    await silent.answer.press("Try Now");
    await silent.answer.ended("Refused", "done", LONG_MS);
    assert.deepEqual(silent.unhandled, []);
  });
});
