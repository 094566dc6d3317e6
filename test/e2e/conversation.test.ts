import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures } from "./fixtures/screenshots";
import { until } from "./fixtures/until";

describe("a conversation in VS Code", function () {
  this.timeout(120_000);
  let ollama: ScriptedOllama;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);

  const prompts = (): string[][] =>
    ollama.log.entries
      .filter(({ path }) => path === "/api/chat")
      .map(({ json }) => (json?.["messages"] as { content: string }[]).map(({ content }) => content));
  const questions = async (): Promise<string[]> =>
    (await editor.answer.frame(".composer")).locator(".turn > header > h2").allTextContents();
  /** Types into the box and sends. */
  const askOn = async (text: string): Promise<void> => {
    const box = (await editor.answer.frame(".composer")).locator("textarea");
    await box.fill(text);
    await box.press("Enter");
  };

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"], pace: { firstTokenMs: 20, tokensPerSecond: 400 } });
    const sample = new URL("../support/sample-workspace/", import.meta.url);
    editor = await Editor.open({
      files: { "src/cart.ts": readFileSync(new URL("src/cart.ts", sample), "utf8") },
      settings: { "llmBreaker.endpoints": [{ id: "ollama", type: "ollama", url: ollama.url }] },
    });
    await editor.openFile("cart.ts");
  });
  after(async () => {
    await editor?.close();
    await ollama?.stop();
  });

  it("asks on in the box below, with everything before as context, and loses nothing", async () => {
    await editor.ask("What is a breaker?");
    await editor.answer.ended("What is a breaker?", "done");
    await askOn("And what is a fuse?");
    await editor.answer.ended("And what is a fuse?", "done");
    assert.deepEqual(await questions(), ["What is a breaker?", "And what is a fuse?"]);
    const [, second] = prompts();
    assert.deepEqual(
      [second?.length, second?.[1], second?.at(-1)],
      [4, "What is a breaker?", "And what is a fuse?"],
      "system, question, answer, question",
    );
    await editor.screenshots("70-conversation");
  });

  it("breaks a line with Shift+Enter, and sends nothing that is blank", async () => {
    const sent = prompts().length;
    const box = (await editor.answer.frame()).locator("textarea");
    await box.fill("  ");
    await box.press("Enter");
    await box.fill("One");
    await box.press("Shift+Enter");
    await box.pressSequentially("Two");
    assert.equal(await box.inputValue(), "One\nTwo");
    assert.equal(prompts().length, sent);
    await box.fill("");
  });

  it("lets a question wait while one runs, and takes it back", async () => {
    ollama.fault({ kind: "reply", text: "word ".repeat(40_000) }, { times: 1 });
    await askOn("A long one");
    await editor.answer.when("words", (view) => view.question === "A long one" && view.text.length > 20);
    await askOn("The next one");
    await askOn("Not this one");
    const waiting = (await editor.answer.frame()).locator(".queued li");
    await until("two wait", 10_000, async () => ({ done: (await waiting.count()) === 2 || undefined, seen: "" }));
    await editor.screenshots("71-waiting");
    await waiting.last().getByRole("button").click();
    await editor.answer.press("Stop");
    await editor.answer.ended("The next one", "done");
    assert.ok(!(await questions()).includes("Not this one"));
  });

  it("takes along what is added, shows it before it is sent, and leaves out what is taken off", async () => {
    await editor.openFile("cart.ts");
    const frame = await editor.answer.frame();
    const box = frame.locator("textarea");
    await box.fill("Is this right? #fi");
    await frame.locator(".hints button").first().click();
    await frame.locator(".chip").getByText("cart.ts").waitFor();
    assert.equal(await box.inputValue(), "Is this right? ");
    await editor.screenshots("72-context");
    await box.press("Enter");
    await editor.answer.ended("Is this right?", "done");
    assert.match(prompts().at(-1)!.at(-1)!, /^Is this right\?\n\ncart\.ts:\n\n```typescript\nexport interface Line/);
    assert.equal(await frame.locator(".chip").count(), 0, "it goes along once");
  });

  it("takes along what is selected when one asks, unless it is left out", async () => {
    await editor.openFile("cart.ts");
    await editor.goToLine(3);
    await editor.page.keyboard.press("Shift+ArrowDown");
    const prompt = editor.page.locator(".quick-input-message");
    await editor.runCommand("LLM: Ask…");
    await prompt.filter({ hasText: "What is selected goes with it: cart.ts:3." }).waitFor();
    await editor.screenshots("76-ask-with-selection");
    await editor.answerInput("What is this line?");
    await editor.answer.ended("What is this line?", "done");
    assert.match(prompts().at(-1)!.at(-1)!, /^What is this line\?\n\ncart\.ts:3:\n\n```typescript\n.*Cents/);

    await editor.openFile("cart.ts");
    await editor.runCommand("LLM: Ask…");
    await prompt.filter({ hasText: "cart.ts:3." }).waitFor();
    await editor.page.locator(".quick-input-titlebar .codicon-clear-all").click();
    await prompt.filter({ hasText: "The answer appears in a panel" }).waitFor();
    await editor.answerInput("And without it?");
    await editor.answer.ended("And without it?", "done");
    assert.equal(prompts().at(-1)!.at(-1), "And without it?");
  });

  it("shows what an answer would change, applies it in one step, and undoes it in one", async () => {
    const text = "Better:\n\n```ts\nexport interface Line {}\n```\n";
    ollama.fault({ kind: "reply", text }, { times: 1 });
    await editor.openFile("cart.ts");
    await editor.page.keyboard.press("Control+Home");
    await editor.page.keyboard.press("Shift+ArrowDown");
    await editor.runCommand("LLM: Analyze Selection");
    await editor.answer.ended("cart.ts", "done");
    await editor.answer.press("Replace Selection");
    await editor.page.locator(".monaco-diff-editor").waitFor();
    await editor.answer.when("Apply", ({ buttons }) => buttons.includes("Apply") && buttons.includes("Discard"));
    await editor.screenshots("75-proposed");
    assert.equal(await editor.page.locator(".tab.dirty").count(), 0, "nothing is changed yet");
    await editor.answer.press("Apply");
    await editor.page.locator(".monaco-diff-editor").waitFor({ state: "detached" });
    await editor.openFile("cart.ts");
    await editor.savedText("src/cart.ts", (now) => now.startsWith("export interface Line {}\n  name: string;"));
    await editor.page.keyboard.press("Control+Z");
    await editor.savedText("src/cart.ts", (now) => now.startsWith("export interface Line {\n"));
  });

  it("begins a new one, and goes back to the earlier one", async () => {
    await editor.runCommand("LLM: New Conversation");
    const frame = await editor.answer.frame(".composer");
    await until("the panel is empty", 10_000, async () => ({
      done: (await frame.locator(".turn").count()) === 0 || undefined,
    }));
    await editor.screenshots("73-new");
    await askOn("Something else?");
    await editor.answer.ended("Something else?", "done");
    assert.equal(prompts().at(-1)!.length, 2, "nothing from before goes along");
    await editor.runCommand("LLM: Open Conversation…");
    await editor.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "What is a breaker?" }).click();
    await until("the earlier one is shown", 10_000, async () => ({
      done: (await questions())[0] === "What is a breaker?" || undefined,
    }));
    await editor.answer.when(
      "its last answer",
      (view) => view.question === "Analyze cart.ts, line 1" && view.phase === "done",
    );
  });

  it("brings question and words back after a reload in mid-answer, marked as interrupted, and asks again", async () => {
    ollama.fault({ kind: "reply", text: "word ".repeat(40_000) }, { times: 1 });
    await askOn("Interrupted by a reload");
    await editor.answer.when(
      "words",
      (view) => view.question === "Interrupted by a reload" && view.text.length > 2_000,
    );
    // By its command, as a person would: the editor saves its own state on the way.
    await Promise.all([editor.page.waitForEvent("load"), editor.runCommand("Developer: Reload Window")]);
    await editor.statusItem.waitFor({ timeout: 60_000 });
    const view = await editor.answer.when(
      "the interrupted answer",
      (seen) => seen.question === "Interrupted by a reload" && seen.phase === "interrupted",
      30_000,
    );
    assert.ok(view.text.length > 100, "words came back");
    assert.match(view.status, /Interrupted/);
    assert.equal((await questions())[0], "What is a breaker?");
    await editor.screenshots("74-interrupted");
    await editor.answer.press("Ask Again");
    await editor.answer.ended("Interrupted by a reload", "done", 30_000);
  });

  it("left no error unhandled", () => assert.deepEqual(editor.unhandled, []));
});
