import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { HostName } from "../../scripts/vscode-host/versions.mjs";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures, takePicture } from "./fixtures/screenshots";
import { until } from "./fixtures/until";

/** Long enough for several seconds of a countdown, each of which is another text of the item. */
const WATCHED_MS = 4_500;

interface Watched {
  /** What the item said, without what it said twice. */
  texts: string[];
  /** How often it was another element than in the frame before, or none at all. */
  replaced: number;
  /** The least that was to be seen of it. */
  opacity: number;
  /** Where it was. */
  places: string[];
}

/** How much is to be seen of it, with all that it lies in. */
const opacity = (shown: Locator): Promise<number> =>
  shown.evaluate((element) => {
    let all = 1;
    for (let at: Element | null = element; at !== null; at = at.parentElement)
      all *= Number(getComputedStyle(at).opacity);
    return all;
  });

/** Looks at the open tooltip in each frame that the window draws. */
function watchTooltip(page: Page): Promise<Watched> {
  return page.evaluate(async (forMs) => {
    const item = document.querySelector('.statusbar-item[id^="llm-breaker.llm-breaker"]')!;
    const table = (): Element | null => document.querySelector(".monaco-hover table");
    const opacityOf = (element: Element | null): number =>
      element === null ? 1 : Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement);
    let last = table();
    const texts = new Set<string>();
    const places = new Set<string>();
    let replaced = 0;
    let opacity = 1;
    const until = performance.now() + forMs;
    while (performance.now() < until) {
      const shown = table();
      texts.add(item.textContent ?? "");
      if (shown === null || shown !== last) replaced++;
      last = shown;
      opacity = Math.min(opacity, shown === null ? 0 : opacityOf(shown));
      if (shown !== null) {
        const { x, y, width, height } = shown.closest(".monaco-hover")!.getBoundingClientRect();
        places.add([x, y, width, height].join(" "));
      }
      await new Promise(requestAnimationFrame);
    }
    return { texts: [...texts], replaced, opacity, places: [...places] };
  }, WATCHED_MS);
}

for (const host of ["newest", "oldest"] satisfies HostName[]) {
  describe(`the status item's tooltip in the ${host} VS Code, while a breaker counts down`, function () {
    this.timeout(180_000);
    let ollama: ScriptedOllama;
    let editor: Editor;
    keepPicturesOfFailures(() => editor?.page);
    const tooltip = () => editor.page.locator(".monaco-hover:visible", { has: editor.page.locator("table") });

    before(async () => {
      ollama = await ScriptedOllama.start({ loaded: ["llama3.2"], pace: { firstTokenMs: 50 } });
      editor = await Editor.open({
        ...(host === "oldest" && { installIn: host }),
        settings: {
          "llmBreaker.endpoints": [{ id: "ollama", type: "ollama", url: ollama.url }],
          "llmBreaker.failureThreshold": 1,
          "llmBreaker.recoveryTimeout": 600,
          "llmBreaker.healthCheckInterval": 3,
        },
      });
      await editor.ask("Are you there?");
      await editor.answer.ended("Are you there?", "done");
      await ollama.stop();
      await editor.ask("Still there?");
      await editor.answer.ended("Still there?", "failed");
      await editor.statusMatches(/open \d+ min/);
      // The notice of the outage slides in between the mouse and the item.
      await editor.notificationMatches(/No calls are sent/);
      await editor.runCommand("Notifications: Clear All Notifications");
      await editor.moveAway();
    });
    after(async () => {
      await editor?.close();
      await ollama?.stop();
    });

    it("stands still under the mouse, and tells times that stay true", async () => {
      await editor.statusItem.hover();
      // What the next health check finds is news, with which the editor fades a tooltip in anew.
      await tooltip().filter({ hasNotText: "resident" }).waitFor();
      await until("it is there", 5_000, async () => ({ done: (await opacity(tooltip())) === 1 || undefined }));
      const said = await tooltip().innerText();
      const seen = await watchTooltip(editor.page);
      assert.ok(seen.texts.length >= 3, `the item counts: ${seen.texts.join(" | ")}`);
      assert.deepEqual(
        { replaced: seen.replaced, opacity: seen.opacity, places: seen.places.length },
        { replaced: 0, opacity: 1, places: 1 },
      );
      assert.equal(await tooltip().innerText(), said);
      assert.match(said, /open\suntil\s\d\d:\d\d:\d\d/);
      assert.doesNotMatch(said, /just\snow|\d\ss\sago/);
      await takePicture(editor.page, `87-tooltip-${host}`);
    });

    it("has links that can be clicked", async () => {
      await tooltip().locator("a", { hasText: "Dashboard" }).click();
      await editor.webview(".cards");
    });

    it("leaves no error unhandled", () => assert.deepEqual(editor.unhandled, []));
  });
}
