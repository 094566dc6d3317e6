import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures, takePicture } from "./fixtures/screenshots";
import { until } from "./fixtures/until";

/** An API with very many models, which answers when it is told to. */
class HeldServer {
  readonly #server: Server;
  #held: ServerResponse[] = [];

  private constructor() {
    this.#server = createServer((_request, response) => void this.#held.push(response));
  }

  static async start(): Promise<HeldServer> {
    const held = new HeldServer();
    held.#server.listen(0, "127.0.0.1");
    await once(held.#server, "listening");
    return held;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  get asked(): number {
    return this.#held.length;
  }

  answer(): void {
    const data = Array.from({ length: 80 }, (_, index) => ({ id: `held-${index}`, object: "model" }));
    for (const response of this.#held.splice(0)) {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ object: "list", data }));
    }
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

describe("lists in VS Code in which something comes in while a person is in them", function () {
  this.timeout(120_000);
  let held: HeldServer;
  let ollama: ScriptedOllama;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);

  before(async () => {
    held = await HeldServer.start();
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"] });
    editor = await Editor.open({
      settings: {
        "llmBreaker.endpoints": [
          { id: "held", type: "openai", url: held.url, tier: "cloud" },
          { id: "ollama", type: "ollama", url: ollama.url },
        ],
        "llmBreaker.healthCheckInterval": 0,
      },
    });
  });
  after(async () => {
    await editor?.close();
    held?.stop();
    await ollama?.stop();
  });

  const rows = () => editor.page.locator(".quick-input-list .monaco-list-row");
  const marked = (text: string) => editor.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: text });
  /** Moves the mark down to a line. */
  const goTo = async (text: string): Promise<void> => {
    await rows().filter({ hasText: text }).first().waitFor();
    await until(`${text} is marked`, 10_000, async () => {
      if (await marked(text).isVisible()) return { done: true };
      await editor.page.keyboard.press("ArrowDown");
      return { done: undefined, seen: (await rows().allInnerTexts()).join(" | ") };
    });
  };
  const answered = async (): Promise<void> => {
    await until("it waits for the list", 10_000, async () => ({ done: held.asked > 0 || undefined }));
    held.answer();
    await editor.page
      .locator(".quick-input-widget .monaco-progress-container.done")
      .first()
      .waitFor({ state: "attached" });
  };

  it("keep the marked model where eighty others come in before it", async () => {
    await editor.runCommand("LLM: Choose Model…");
    await goTo("llama3.2:latest");
    await answered();
    await marked("llama3.2:latest").waitFor();
    await takePicture(editor.page, "86-held-still-models");
    await editor.page.keyboard.press("PageUp");
    await rows().filter({ hasText: "held-79" }).waitFor();
    await editor.page.keyboard.press("Escape");
  });

  it("keep what is typed to narrow them down", async () => {
    await editor.runCommand("LLM: Choose Model…");
    await rows().filter({ hasText: "llama3.2:latest" }).waitFor();
    await editor.quickInput.fill("llama3");
    await marked("llama3.2:latest").waitFor();
    await answered();
    await marked("llama3.2:latest").waitFor();
    assert.equal(await editor.quickInput.inputValue(), "llama3");
    assert.equal(await rows().filter({ hasText: "held-" }).count(), 0);
    await editor.page.keyboard.press("Escape");
  });

  it("keep the marked endpoint when its health, or that of one before it, is found out", async () => {
    await editor.runCommand("LLM: Check Endpoint Health");
    await editor.page.locator(".quick-input-list .monaco-list-row .codicon-loading").first().waitFor();
    await goTo("held");
    await answered();
    await marked("held").waitFor();
    assert.doesNotMatch((await rows().allInnerTexts()).join(), /Checking/);
    await editor.page.keyboard.press("Escape");
  });
});
