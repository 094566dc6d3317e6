import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../src/core/breaker/system-clock";
import { isCut } from "../../src/core/history/client/bounded-entry";
import type { HistoryClient } from "../../src/core/history/client/history-client";
import type { RequestEntry } from "../../src/core/history/types";
import { MAX_HISTORY_TEXT_CHARS } from "../../src/core/model/limits";
import { openHistory } from "../../src/node/history/open-history";
import { buildHistoryWorker } from "../support/history/build-worker";
import { SqliteStore } from "../support/history/sqlite-store";

const MB = 1024 * 1024;
const entry = (n: number, more: Partial<RequestEntry> = {}): RequestEntry => ({
  command: "Ask",
  startedAt: Date.now() - 1000 + n,
  durationMs: 500,
  outcome: "success",
  endpoint: "ollama",
  attempts: [],
  messages: [{ role: "user", content: `question ${n}` }],
  content: "answer",
  ...more,
});

describe("an answer makes the history", () => {
  let store: SqliteStore;
  let workerPath: string;
  let lines: string[];
  let history: HistoryClient;

  before(async () => {
    store = new SqliteStore();
    workerPath = join(store.directory, "history-worker.js");
    await buildHistoryWorker(workerPath);
  });
  after(() => store.remove());
  beforeEach(function () {
    lines = [];
    const keep = (message: string) => void lines.push(message);
    history = openHistory({
      directory: join(store.directory, String(this.currentTest?.title.length)),
      workerPath,
      clock: systemClock,
      logger: { debug: keep, info: keep, warn: keep, error: keep },
    });
  });
  afterEach(() => history.dispose());

  it("leave out what comes after it", async () => {
    history.recordRequest(entry(0, { content: "long ".repeat(4 * MB) }));
    for (let n = 1; n <= 200; n++) history.recordRequest(entry(n));
    await history.flush();
    const { storage, requests } = await history.overview();
    assert.deepEqual([storage, requests], ["sqlite", 201]);
    assert.deepEqual(lines, []);
  });

  it("die of its size", async () => {
    for (const content of [
      "x".repeat(150 * MB),
      "ü🙂".repeat(30 * MB),
      "漢".repeat(60 * MB),
      "a b ".repeat(40 * MB),
      "\0".repeat(20 * MB),
    ]) {
      history.recordRequest(
        entry(0, {
          content,
          messages: [
            { role: "system", content },
            { role: "user", content },
          ],
          errorMessage: content,
          title: content,
          model: content.slice(0, MB),
          finishReason: content.slice(0, MB),
        }),
      );
    }
    await history.flush();
    const { storage, requests, models } = await history.overview();
    assert.deepEqual([storage, requests], ["sqlite", 5]);
    assert.ok(models.every(({ length }) => length <= 256));
    const { rows } = await history.listRequests({ limit: 10 });
    for (const { id } of rows) {
      const found = await history.request(id);
      assert.ok(found?.content && isCut(found.content) && found.content.length < MAX_HISTORY_TEXT_CHARS + 100);
      assert.ok(
        found.messages?.every(({ content }) => isCut(content)),
        "prompts are cut as well",
      );
    }
    assert.deepEqual(lines, []);
  });

  it("lose others, as one of hundreds that come faster than the disk takes them", async () => {
    const content = "word ".repeat(MB);
    for (let n = 0; n < 300; n++) {
      history.recordRequest(entry(n, { content }));
      await new Promise(setImmediate);
    }
    await history.flush();
    assert.equal((await history.overview()).requests, 300, "each is there, if only with its figures");
    assert.deepEqual(
      lines.filter((line) => line !== "The history does not keep up; prompts and answers are left out"),
      [],
    );
  });
});
