import assert from "node:assert/strict";
import { endpointStatus } from "../../../test/support/fake-llm-service";
import { chainItem, endpointItems, isGone, type ModelList } from "./choice-items";
import type { Choice } from "./model-choice";

const auto: Choice = { type: "auto" };
const status = endpointStatus({ id: "home" });
const listed: ModelList = {
  type: "listed",
  models: [{ name: "llama3.2:latest", bytes: 2_019_393_189, resident: true }, { name: "plain" }],
};
const lines = (list: ModelList, current: Choice = auto) =>
  endpointItems(status, list, current).map(({ icon, label, description }) => [icon, label, description]);

describe("the lines of the picker", () => {
  it("begin with the chain", () => {
    assert.deepEqual(
      [chainItem(auto).icon, chainItem({ type: "endpoint", endpoint: "home" }).icon, chainItem(auto).choice],
      ["$(check)", "$(blank)", auto],
    );
  });

  it("name an endpoint and its models, with what is known of them", () => {
    assert.deepEqual(lines(listed), [
      ["$(blank)", "home", "Ollama · whichever model it has"],
      ["$(blank)", "llama3.2:latest", "home · 1.9 GB · in memory"],
      ["$(blank)", "plain", "home"],
    ]);
    assert.deepEqual(
      endpointItems(status, listed, auto).map(({ choice }) => choice),
      [
        { type: "endpoint", endpoint: "home" },
        { type: "model", endpoint: "home", model: "llama3.2:latest" },
        { type: "model", endpoint: "home", model: "plain" },
      ],
    );
  });

  it("tick what is chosen and nothing else", () => {
    const ticked = (current: Choice) =>
      endpointItems(status, listed, current)
        .filter(({ icon }) => icon === "$(check)")
        .map(({ label }) => label);
    assert.deepEqual(ticked(auto), []);
    assert.deepEqual(ticked({ type: "endpoint", endpoint: "home" }), ["home"]);
    assert.deepEqual(ticked({ type: "model", endpoint: "home", model: "plain" }), ["plain"]);
    assert.deepEqual(ticked({ type: "model", endpoint: "elsewhere", model: "plain" }), []);
  });

  for (const list of [
    { type: "failed", why: "nothing answers there" },
    { type: "listed", models: [] },
  ] as const)
    it(`let one choose an endpoint whose list ${list.type === "failed" ? "failed" : "is empty"}, and say why there is nothing more`, () => {
      const [whole, ...more] = endpointItems(status, list, auto);
      assert.deepEqual([whole?.choice, more], [{ type: "endpoint", endpoint: "home" }, []]);
      assert.match(whole?.detail ?? "", list.type === "failed" ? /nothing answers there/ : /no model that can chat/);
    });

  it("say that the models are being looked for", () => {
    const [whole, looking] = endpointItems(status, { type: "looking" }, auto);
    assert.deepEqual([whole?.choice?.type, looking?.icon, looking?.choice], ["endpoint", "$(loading~spin)", undefined]);
  });

  it("hold a model for gone only where the list says so", () => {
    assert.deepEqual(
      [listed, { type: "looking" } as const, { type: "failed", why: "" } as const].map((list) => isGone(list, "other")),
      [true, false, false],
    );
    assert.equal(isGone(listed, "plain"), false);
  });
});
