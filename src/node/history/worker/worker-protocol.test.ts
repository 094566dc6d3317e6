import assert from "node:assert/strict";
import { speak } from "../../../core/l10n/t";
import { NewerSchemaError, schemaVersion } from "../tables/schema";
import { unavailable } from "./engine-host";
import { whyUnavailable, type FromWorker } from "./worker-protocol";

describe("why the worker cannot use the file", () => {
  afterEach(() => speak("en", undefined));

  it("is said in the language of whoever hears it, what the runtime says as it is", () => {
    const said = (error: unknown): string =>
      whyUnavailable(structuredClone(unavailable(error)) as FromWorker & { type: "unavailable" });
    const newer = new NewerSchemaError(schemaVersion + 1);
    assert.equal(said(newer), newer.message);
    assert.equal(said(new Error("disk I/O error {0}")), "disk I/O error {0}");
    speak("de", { "The history file has version {0}; this extension knows {1}": "Version {0}, bekannt ist {1}" });
    assert.equal(said(newer), `Version ${schemaVersion + 1}, bekannt ist ${schemaVersion}`);
    assert.equal(said(new Error("disk I/O error {0}")), "disk I/O error {0}");
  });
});
