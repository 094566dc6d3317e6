import assert from "node:assert/strict";
import { EndpointFailure } from "../../../core/failure/endpoint-failure";
import { ENDPOINT_TYPE_NAMES } from "../../../core/model/endpoint-types";
import { endpoints as endpointsRule } from "../../settings/rules/endpoint-rules";
import { configOf, entryOf, stepsOf, withAddress, type Draft } from "./draft";
import { proposedId } from "./proposed-id";
import { verdictOf } from "./verdict";

const draft: Draft = { type: "openai", url: "https://a.example/v1", id: "a", key: "sk-1", model: "m", seen: "" };

describe("an endpoint that is being added", () => {
  it("is asked for what its type has", () => {
    assert.deepEqual(
      ENDPOINT_TYPE_NAMES.map((type) => stepsOf(type).join(" ")),
      ["type address name model", "type address name key model", "type address name key model", "type name model"],
    );
  });

  it("is written without its key, as the settings take it", () => {
    assert.deepEqual(entryOf(draft), { id: "a", type: "openai", url: "https://a.example/v1", model: "m" });
    assert.deepEqual(entryOf({ type: "vscode-lm", url: "vscode-lm:editor", id: "e", seen: "" }), {
      id: "e",
      type: "vscode-lm",
    });
    for (const type of ENDPOINT_TYPE_NAMES)
      assert.equal(endpointsRule([entryOf({ ...draft, type })], "endpoints")[0]?.type, type);
  });

  it("is looked at with the key that was typed, else with the stored one", () => {
    const { key: _key, ...keyless } = draft;
    assert.deepEqual(
      [configOf(draft, "sk-0").apiKey, configOf(keyless, "sk-0").apiKey, configOf(keyless, undefined).apiKey],
      ["sk-1", "sk-0", undefined],
    );
  });

  it("keeps its key for another path of the same server, and for no other server", () => {
    assert.equal(withAddress(draft, "https://a.example/other").key, "sk-1");
    for (const url of ["https://b.example/v1", "http://a.example/v1", "https://a.example:444/v1", "nonsense"])
      assert.equal(withAddress(draft, url).key, undefined, url);
  });
});

describe("the name that is proposed for an endpoint", () => {
  for (const [type, url, id] of [
    ["openai", "https://openrouter.ai/api/v1", "openrouter"],
    ["openai", "https://api.openai.com/v1", "openai"],
    ["openai", "https://api.groq.com/openai/v1", "groq"],
    ["anthropic", "https://api.anthropic.com", "anthropic"],
    ["openai", "https://llm.ai/v1", "llm"],
    ["openai", "http://localhost:8080/v1", "openai"],
    ["openai", "http://192.168.1.20:8080/v1", "openai"],
    ["openai", "http://[::1]:8080/v1", "openai"],
    ["ollama", "http://gpu-box:11434", "ollama"],
    ["openai", "nonsense", "openai"],
    ["vscode-lm", "vscode-lm:editor", "vscode-lm"],
  ] as const)
    it(`is ${id} for ${url}`, () => assert.equal(proposedId(type, url, []), id));

  it("is one that no other has", () => {
    const proposed = (...taken: string[]) => proposedId("ollama", "http://localhost:11434", taken);
    assert.deepEqual([proposed("ollama"), proposed("ollama-2", "ollama")], ["ollama-2", "ollama-3"]);
  });
});

describe("what a look at a server found", () => {
  const url = "https://a.example/v1?key=x";
  const failed = (kind: "auth" | "quota" | "model_missing" | "dns") => ({
    message: `why: ${kind}`,
    failure: new EndpointFailure(kind, `why: ${kind}`),
  });
  for (const [found, verdict, words] of [
    [{ live: false, ...failed("dns") }, "doubtful", "not answering at https://a.example/v1?…"],
    [{ live: true, ready: false, ...failed("auth") }, "wants key", "answers and wants an API key"],
    [{ live: true, ready: false, ...failed("quota") }, "doubtful", "answers, but not as it should"],
    [{ live: true, ready: false, models: [], ...failed("model_missing") }, "fine", "answers, but has no model yet"],
    [{ live: true, ready: true, models: ["m"] }, "fine", "answers, and has 1 model"],
    [{ live: true, models: ["m", "n"] }, "fine", "answers, and has 2 models"],
    [{ live: true }, "fine", "answers"],
  ] as const)
    it(`is “${words}”`, () => {
      const seen = verdictOf({ ...found, ...("models" in found && { models: [...found.models] }) } as never, url);
      assert.deepEqual([seen.verdict, seen.words], [verdict, words]);
      if (verdict === "doubtful") assert.equal(seen.why, "message" in found ? found.message : undefined);
    });

  it("is why it could not be looked at, where that is no doing of the server", () =>
    assert.deepEqual(verdictOf({ live: undefined, message: "Reload the window." }, url), {
      verdict: "doubtful",
      words: "Reload the window.",
    }));
});
