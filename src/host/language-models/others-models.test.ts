import assert from "node:assert/strict";
import type * as vscode from "vscode";
import { OthersModels } from "./others-models";

const model = (vendor: string) => ({ vendor, id: vendor }) as vscode.LanguageModelChat;

describe("the editor's models of others", () => {
  it("are never our own, so that no request goes round", async () => {
    const others = new OthersModels({
      selectChatModels: () => Promise.resolve([model("llm-breaker"), model("copilot")]),
    });
    assert.deepEqual(
      (await others.selectChatModels()).map(({ vendor }) => vendor),
      ["copilot"],
    );
  });

  it("tell while they are being asked for, by any number of askers, and after a failure no more", async () => {
    const ends: ((error?: Error) => void)[] = [];
    const others = new OthersModels({
      selectChatModels: () =>
        new Promise((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve([])))),
    });
    const first = others.selectChatModels();
    const second = others.selectChatModels();
    assert.equal(others.asking, true);
    ends[0]?.();
    await first;
    assert.equal(others.asking, true);
    ends[1]?.(new Error("no"));
    await assert.rejects(second, /no/);
    assert.equal(others.asking, false);
  });
});
