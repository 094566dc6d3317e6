import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HistoryThread, type ThreadMessage } from "./history-thread";

/** Says that it is ready, answers every question with what it was started with, and ends when it is told to. */
const WORKER = `
const { parentPort, workerData } = require("node:worker_threads");
parentPort.on("message", (message) => {
  if (message.type === "close") parentPort.close();
  else if (message.type === "here") throw new Error("it broke");
  else parentPort.postMessage({ type: "answer", id: message.id, answer: workerData.path });
});
parentPort.postMessage({ type: "ready" });
`;

describe("the history's thread", () => {
  let directory: string;
  const threads: HistoryThread[] = [];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "llm-breaker-thread-"));
    writeFileSync(join(directory, "worker.js"), WORKER);
  });
  afterEach(async () => {
    await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
    rmSync(directory, { recursive: true, force: true });
  });

  /** `next`: resolves with what is received next, `lost`: with why it is of no use. */
  function threadOf(file = "worker.js") {
    const received: ThreadMessage[] = [];
    let hear = (): void => undefined;
    let lose = (_reason: string): void => undefined;
    const next = new Promise<void>((resolve) => (hear = resolve));
    const lost = new Promise<string>((resolve) => (lose = resolve));
    const thread = new HistoryThread({
      workerPath: join(directory, file),
      start: { path: "the file", sessionId: 1, startedAt: 0 },
      receive: (message) => {
        received.push(message);
        hear();
      },
      lost: lose,
    });
    threads.push(thread);
    return { thread, received, next, lost };
  }

  it("is given where it works, and tells what it is asked; that it is ready concerns nobody else", async () => {
    const { thread, received, next } = threadOf();
    thread.post({ type: "call", id: 7, method: "overview", ask: undefined });
    await next;
    assert.deepEqual(received, [{ type: "answer", id: 7, answer: "the file" }]);
  });

  it("does what it was sent before it ends", async () => {
    const { thread, received, lost } = threadOf();
    thread.post({ type: "call", id: 1, method: "overview", ask: undefined });
    await thread.close();
    assert.deepEqual([received.length, await lost], [1, "its thread ended"]);
  });

  it("is lost with the reason where it breaks, or where there is no worker", async () => {
    const { thread, lost } = threadOf();
    thread.post({ type: "here" });
    assert.equal(await lost, "it broke");
    assert.match(await threadOf("nothing.js").lost, /nothing\.js/);
  });
});
