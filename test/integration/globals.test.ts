import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { ScriptedOllama } from "../support/servers";

const slots = ["undici.globalDispatcher.1", "undici.globalDispatcher.2"].map((name) => Symbol.for(name));
const look = () => slots.map((slot) => (globalThis as Record<symbol, unknown>)[slot]);

/** The built chunk that holds undici, as the extension loads it with its first connection. */
const chunk = resolve(__dirname, "../../../dist/connection.js");

describe("what all extensions share", () => {
  it("keeps its dispatcher slots when the built undici chunk is loaded, and its fetch", async () => {
    const server = await ScriptedOllama.start();
    try {
      const [before, { fetch }] = [look(), globalThis];
      const fresh = createRequire(chunk);
      delete fresh.cache[chunk];
      assert.equal(typeof (fresh(chunk) as { Connection: unknown }).Connection, "function");
      assert.deepEqual(look(), before);
      assert.equal(globalThis.fetch, fetch);
      assert.equal((await fetch(`${server.url}/api/version`)).status, 200);
      assert.deepEqual(
        look().map((value, index) => value === before[index] || before[index] === undefined),
        [true, true],
      );
    } finally {
      await server.stop();
    }
  });
});
