import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { systemClock } from "../../src/core/breaker/system-clock";
import type { RequestEntry } from "../../src/core/history/types";
import { openHistory } from "../../src/node/history/open-history";
import { report } from "./report";

const workerPath = resolve(__dirname, "../../../dist/history-worker.js");

describe("the history in the extension host", () => {
  let directory: string;
  let lines: string[];
  before(() => (directory = mkdtempSync(join(tmpdir(), "llm-breaker-host-history-"))));
  after(() => rmSync(directory, { recursive: true, force: true }));
  beforeEach(() => (lines = []));

  function window() {
    const keep = (message: string) => void lines.push(message);
    return openHistory({
      directory,
      workerPath,
      clock: systemClock,
      logger: { debug: keep, info: keep, warn: keep, error: keep },
    });
  }
  const entry = (n: number): RequestEntry => ({
    command: "Ask",
    startedAt: Date.now() - 2_000,
    durationMs: 1_000,
    outcome: "success",
    endpoint: "ollama",
    model: "llama3.2",
    attempts: [
      {
        endpoint: "ollama",
        step: 0,
        startedAt: Date.now() - 2_000,
        durationMs: 1_000,
        ttftMs: 100,
        outcome: "success",
      },
    ],
    messages: [{ role: "user", content: `why does parser number ${n} fail?` }],
    content: "because of a colon",
  });

  it("is in SQLite, with full-text search, and is there after a restart", async () => {
    const first = window();
    for (let n = 0; n < 300; n++) first.recordRequest(entry(n));
    await first.dispose();

    const second = window();
    try {
      const { storage, requests } = await second.overview();
      assert.deepEqual({ storage, requests, lines }, { storage: "sqlite", requests: 300, lines: [] });
      const { rows, total } = await second.listRequests({ filter: { text: "number 17 col" }, limit: 10 });
      assert.equal(total, 1);
      assert.equal((await second.request(rows[0]!.id))?.messages?.[0]?.content, "why does parser number 17 fail?");
      const { requests: line } = await second.series({ fromMs: Date.now() - 60_000, toMs: Date.now(), maxBuckets: 60 });
      assert.equal(
        line.counts.success.reduce((sum, n) => sum + n, 0),
        300,
      );
    } finally {
      await second.dispose();
    }
  });

  it("takes hardly any of the extension host's time", async () => {
    const history = window();
    try {
      await history.overview();
      const started = performance.now();
      for (let n = 0; n < 1_000; n++) history.recordRequest(entry(n));
      const eachMs = (performance.now() - started) / 1_000;
      await history.flush();
      report(`    recording a request takes ${(eachMs * 1_000).toFixed(0)} µs of the extension host's thread`);
      assert.ok(eachMs < 1, `${eachMs} ms`);
    } finally {
      await history.dispose();
    }
  });
});
