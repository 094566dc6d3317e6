import assert from "node:assert/strict";
import { silentLogger } from "../../core/ports/logger";
import { LogTail } from "./log-tail";

describe("LogTail", () => {
  it("keeps each line with its time and level, and hands it on", () => {
    const tail = new LogTail(() => 0);
    const handed: unknown[] = [];
    const logger = tail.recording({ ...silentLogger, warn: (...line) => handed.push(line) });
    logger.warn("The request failed", new Error("no"));
    assert.equal(tail.text, "1970-01-01T00:00:00.000Z [warn] The request failed Error: no\n");
    assert.equal(handed.length, 1);
  });

  it("forgets the oldest lines", () => {
    const tail = new LogTail(() => 0);
    const logger = tail.recording(silentLogger);
    for (let index = 0; index < 5000; index++) logger.info(`line ${index}`);
    assert.equal(tail.text.split("\n").length - 1, 2000);
    assert.match(tail.text, /line 4999\n$/);
  });
});
