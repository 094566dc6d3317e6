import assert from "node:assert/strict";
import { classifyTransport } from "./classify-transport";
import { EndpointError } from "./errors";
import { isNotLoaded, laterCode, loaded, notLoaded, onCodeMissing } from "./loaded";

const gone = new Error("Cannot find module './chunk-ABC.js'");

describe("code that is loaded later", () => {
  let told: unknown[];
  let hearing: { dispose(): void };
  beforeEach(() => {
    told = [];
    hearing = onCodeMissing((cause) => told.push(cause));
  });
  afterEach(() => hearing.dispose());

  it("is missed in words for a person, with what the runtime says as the cause, and told once to those who wait for that", async () => {
    const missed = loaded(() => loaded(() => Promise.reject(gone)));
    await assert.rejects(
      missed,
      (error) => isNotLoaded(error) && /Reload the window/.test(error.message) && error.cause === gone,
    );
    assert.deepEqual(told, [gone]);
  });

  it("is tried again by whoever asks next", async () => {
    let there = false;
    const code = laterCode(() => (there ? Promise.resolve("code") : Promise.reject(gone)));
    await assert.rejects(code.get(), isNotLoaded);
    there = true;
    assert.equal(await code.get(), "code");
    assert.equal(code.made, "code");
  });

  it("is no failure of the endpoint that was to be asked with it", () => {
    const missed = notLoaded(gone);
    assert.equal(classifyTransport(missed, { url: "http://localhost:1", type: "ollama", wallNow: 0 }), missed);
    assert.equal(isNotLoaded(new EndpointError("not_loaded", "", [])), true);
    assert.equal(isNotLoaded(gone), false);
  });
});
