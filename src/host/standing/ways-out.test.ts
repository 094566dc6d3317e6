import assert from "node:assert/strict";
import type { Action } from "./actions";
import { leadingOut } from "./ways-out";

const settings: Action = { do: "open_settings", setting: "llmBreaker.endpoints" };
const down: Action[] = [{ do: "start_ollama" }, { do: "get_ollama" }, settings];
const names = (actions: Action[]): string[] => actions.map(({ do: what }) => what);

describe("the ways out of a local server that does not run", () => {
  it("are to start it where it is installed, and not to get it again", () => {
    assert.deepEqual(names(leadingOut(down, { ollama: true, editorModels: false })), [
      "start_ollama",
      "add_endpoint",
      "open_settings",
    ]);
  });

  it("are to get it where it is not installed, and not to start what is not there", () => {
    assert.deepEqual(names(leadingOut(down, { ollama: false, editorModels: false })), [
      "get_ollama",
      "add_endpoint",
      "open_settings",
    ]);
  });

  it("are the editor's own models too, where there are some", () => {
    assert.deepEqual(names(leadingOut(down, { ollama: false, editorModels: true })), [
      "get_ollama",
      "add_endpoint",
      "use_editor_models",
      "open_settings",
    ]);
  });

  it("stand where the start stood, whatever is before it", () => {
    const actions: Action[] = [{ do: "try_now", endpoints: ["a"] }, { do: "start_ollama" }, { do: "show_log" }];
    assert.deepEqual(names(leadingOut(actions, { ollama: false, editorModels: false })), [
      "try_now",
      "get_ollama",
      "add_endpoint",
      "show_log",
    ]);
  });

  it("are nothing where something else is wrong", () => {
    const actions: Action[] = [{ do: "set_key", endpoint: "a" }, { do: "show_log" }];
    assert.deepEqual(leadingOut(actions, { ollama: false, editorModels: true }), actions);
  });
});
