import assert from "node:assert/strict";
import { Download } from "./download";
import { isModelName, SUGGESTED_MODELS } from "./model-name";

const GB = 1_000_000_000;

describe("a download of a model", () => {
  it("is as large as its parts together, and as far as they are", () => {
    const download = new Download();
    download.note({ status: "pulling manifest" });
    assert.deepEqual([download.total, download.done, download.large], [0, 0, false]);
    download.note({ status: "pulling a", totalBytes: 600, completedBytes: 100 });
    download.note({ status: "pulling b", totalBytes: 50 });
    download.note({ status: "pulling a", totalBytes: 600, completedBytes: 300 });
    assert.deepEqual([download.total, download.done], [650, 300]);
  });

  it("is large above a gigabyte, in one part or in several", () => {
    const one = new Download();
    one.note({ status: "a", totalBytes: GB });
    assert.equal(one.large, false);
    one.note({ status: "b", totalBytes: 1 });
    assert.equal(one.large, true);
  });

  it("is not large for what is there already", () => {
    const again = new Download();
    again.note({ status: "a", totalBytes: 5 * GB, completedBytes: 5 * GB });
    assert.equal(again.large, false);
    const resumed = new Download();
    resumed.note({ status: "a", totalBytes: 5 * GB, completedBytes: 2 * GB });
    resumed.note({ status: "a", totalBytes: 5 * GB, completedBytes: 4.5 * GB });
    assert.equal(resumed.large, true);
  });
});

describe("a model's name", () => {
  it("is what a library can have", () => {
    for (const name of [
      "llama3.2",
      "phi3:3.8b-mini",
      "library/qwen2.5",
      "hf.co/a-b/C_d-GGUF:Q4_K_M",
      ...SUGGESTED_MODELS,
    ])
      assert.equal(isModelName(name), true, name);
  });

  it("is nothing else", () => {
    for (const name of ["", " ", "two words", "-rf", "a\nb", "../x", "a$(x)", "ü", "a?b", "x".repeat(257)])
      assert.equal(isModelName(name), false, name);
  });
});
