import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures } from "./fixtures/screenshots";
import { until } from "./fixtures/until";

const cart = readFileSync(new URL("../support/sample-workspace/src/cart.ts", import.meta.url), "utf8");

describe("asking and analyzing in VS Code", function () {
  this.timeout(120_000);
  let ollama: ScriptedOllama;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"], pace: { firstTokenMs: 200, tokensPerSecond: 25 } });
    editor = await Editor.open({
      settings: { "llmBreaker.endpoints": [{ id: "ollama", type: "ollama", url: ollama.url }] },
      files: { "src/cart.ts": cart },
    });
  });

  after(async () => {
    await editor?.close();
    await ollama?.stop();
  });

  it("shows that all is well", async () => {
    await editor.statusMatches(/^\$\(pass\) ollama$/);
    await editor.openFile("cart.ts");
    await editor.screenshots("01-ready");
  });

  it("streams an answer as rendered Markdown beside the editor", async () => {
    await editor.runCommand("LLM: Ask…");
    await editor.screenshots("02-question");
    await editor.answerInput("How do I call a model safely?");

    const growing = await editor.answer.when(
      "the first words",
      (view) => view.phase === "answering" && view.text.length > 20,
    );
    assert.deepEqual(growing.buttons.slice(0, 2), ["Stop", "Copy"]);
    await editor.screenshots("03-streaming");
    const whole = await editor.answer.ended("How do I call a model safely?", "done");
    assert.ok(whole.text.length > growing.text.length, "the answer grew");
    assert.match(whole.text, /“naïve café” or 東京/);
    assert.match(whole.status, /^\d+ tokens · first token [\d.]+ s$/);
    assert.deepEqual(whole.buttons.slice(-3), ["Copy", "Insert at Cursor", "Ask Again"]);

    const frame = await editor.answer.frame();
    assert.equal(await frame.locator("article h2").innerText(), "How do I call a model safely?");
    assert.equal(await frame.locator("article ul > li").count(), 3);
    assert.match(await frame.locator("article pre code").innerText(), /^export async function ask/);
    // Colours come a moment later, from a thread of their own.
    await frame.locator("article pre code .hljs-keyword").first().waitFor();
    const kinds = await frame
      .locator("article pre code span")
      .evaluateAll((spans) => spans.map((span) => `${span.className.split(" ")[0]} ${span.textContent}`));
    assert.ok(kinds.includes("hljs-keyword async") && kinds.includes("hljs-title ask"), kinds.join(", "));
    await editor.screenshots("04-answered");
  });

  it("copies the answer, and inserts its code at the cursor without a fence", async () => {
    await editor.answer.press("Copy");
    await until("the answer is in the clipboard", 5_000, async () => {
      const text = await editor.page.evaluate(() => navigator.clipboard.readText());
      return { done: text.startsWith("## How do I call a model safely?") ? text : undefined, seen: text };
    });
    await editor.openFile("cart.ts");
    await editor.answer.press("Insert at Cursor");
    await editor.openFile("cart.ts");
    const saved = await editor.savedText("src/cart.ts", (text) => text !== cart);
    assert.ok(
      saved.endsWith(`  return answer.content;\n}${cart}`) && saved.startsWith("export async function ask"),
      saved,
    );
    await editor.page.keyboard.press("Control+Z");
    await editor.savedText("src/cart.ts", (text) => text === cart);
  });

  it("analyzes what the cursor is in, and says so", async () => {
    await editor.openFile("cart.ts");
    await editor.goToLine(18);
    ollama.log.clear();
    await editor.runCommand("LLM: Analyze Selection");
    const view = await editor.answer.ended("“total” in", "done");
    assert.match(view.notices.join(), /Nothing was selected, so the enclosing “total” was sent/);
    const sent = ollama.log.entries.find((entry) => entry.path === "/api/chat")?.body ?? "";
    assert.match(sent, /index <= lines\.length/);
    assert.doesNotMatch(sent, /withDiscount/, "only the enclosing function is sent");
    await editor.screenshots("05-analyzed");
  });

  it("analyzes the selection where there is one", async () => {
    await editor.goToLine(20);
    await editor.page.keyboard.press("Shift+End");
    ollama.log.clear();
    await editor.runCommand("LLM: Analyze Selection");
    await editor.answer.ended("cart.ts, line 20", "done");
    const sent = ollama.log.entries.find((entry) => entry.path === "/api/chat")?.body ?? "";
    assert.match(sent, /sum \+= line\.price/);
    assert.doesNotMatch(sent, /lines\.length/, "only the selection is sent");
  });

  it("says that a model thinks and for how long, and reads out only that it does", async () => {
    ollama.fault({ kind: "thinking", tokens: 100 }, { times: 1 });
    await editor.runCommand("LLM: Ask…");
    await editor.answerInput("What do you think?");
    const thinking = await editor.answer.when(
      "some seconds of thinking",
      (view) => view.phase === "thinking" && /[23] s$/.test(view.status),
    );
    assert.match(thinking.status, /^ollama is thinking…\s*[23] s$/);
    assert.deepEqual([thinking.text.trim(), thinking.buttons[0]], ["", "Stop"]);
    const frame = await editor.answer.frame();
    assert.equal(await frame.locator(".turn").last().locator(".status .words").innerText(), "ollama is thinking…");
    await editor.screenshots("04b-thinking");
    const whole = await editor.answer.ended("What do you think?", "done");
    assert.match(whole.status, /first token [45]\.?\d* s$/);
  });

  it("stops within 200 ms by the server's log", async () => {
    ollama.log.clear();
    ollama.fault({ kind: "reply", text: "word ".repeat(2_000) }, { times: 1 });
    await editor.ask("Tell me everything");
    await editor.answer.when(
      "words",
      (view) => view.phase === "answering" && view.question === "Tell me everything" && view.text.length > 20,
    );
    const pressedAt = await editor.answer.press("Stop");
    const chat = () => ollama.log.entries.find((entry) => entry.path === "/api/chat");
    await ollama.log.until(() => chat()?.outcome === "aborted by client", "the request was cut", 2_000);
    const { at, endedAfterMs } = chat()!;
    const delayMs = at + endedAfterMs! - pressedAt;
    console.log(`      the socket was closed ${Math.round(delayMs)} ms after Stop was pressed`);
    assert.ok(delayMs < 200, `${delayMs} ms`);

    const view = await editor.answer.ended("Tell me everything", "stopped");
    assert.equal(view.status, "Stopped.");
    assert.match(view.text, /^word word/, "what had come stays readable");
    // A cancelled call is no failure.
    await editor.statusMatches(/^\$\(pass\) ollama$/);
    await editor.screenshots("06-stopped");
  });

  it("says while an answer stalls that nothing comes any more, and Escape stops it", async () => {
    ollama.fault({ kind: "hang", at: 20 }, { times: 1 });
    await editor.ask("Will you stall?");
    await editor.answer.when(
      "that nothing comes",
      (view) => view.question === "Will you stall?" && /\d s · nothing has come for \d+ s/.test(view.status),
    );
    await editor.screenshots("07-stalled");
    await (await editor.answer.frame()).locator("main").press("Escape");
    await editor.answer.ended("Will you stall?", "stopped");
  });

  it("left no error unhandled and showed no notification", async () => {
    assert.deepEqual(editor.unhandled, []);
    assert.deepEqual(await editor.notifications(), []);
  });
});
