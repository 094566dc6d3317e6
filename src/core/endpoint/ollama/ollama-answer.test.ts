import { strict as assert } from "node:assert";
import { OllamaAnswer } from "./ollama-answer";

const read = (line: string) => new OllamaAnswer().read(JSON.parse(line) as Record<string, unknown>);

describe("a line of Ollama's answer", () => {
  it("holds no number of tokens that is none", () => {
    for (const tokens of ["1e999", "-3", "1.5", "1e300", '"many"']) {
      const said = read(`{"message":{"content":"Hi"},"done":true,"prompt_eval_count":7,"eval_count":${tokens}}`);
      assert.deepEqual(
        said?.find(({ type }) => type === "usage"),
        { type: "usage", promptTokens: 7, completionTokens: 0, totalTokens: 0 },
        tokens,
      );
    }
  });

  it("says its text, its reasoning and its end", () => {
    assert.deepEqual(read('{"model":"m","message":{"content":"Hi","thinking":"Hm."},"done":false}'), [
      { type: "model", name: "m" },
      { type: "thinking", text: "Hm." },
      { type: "text", text: "Hi" },
      { type: "finish", reason: undefined, ends: true },
      { type: "sign" },
    ]);
    for (const [line, reason] of [
      ['{"done":true}', "stop"],
      ['{"done":true,"done_reason":""}', "stop"],
      ['{"done":true,"done_reason":"length"}', "length"],
      ['{"done":false,"done_reason":"stop"}', "stop"],
    ] as const)
      assert.deepEqual(
        read(line)?.find(({ type }) => type === "finish"),
        { type: "finish", reason, ends: true },
        line,
      );
  });

  it("is none where nothing of it is known", () => {
    assert.equal(read('{"lorem":"ipsum"}'), undefined);
    assert.equal(read('{"models":[]}'), undefined);
  });
});
