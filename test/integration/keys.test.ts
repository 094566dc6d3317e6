import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated, extensionId } from "./support/extension";

interface Binding {
  key: string;
  command: string;
  when: string | undefined;
}

interface Manifest {
  contributes: { keybindings: { command: string; key: string; mac?: string }[] };
}

/** Every default key of this editor, as its own page shows them: one list, behind which comments follow. */
async function defaultKeys(): Promise<Binding[]> {
  const page = await vscode.workspace.openTextDocument(vscode.Uri.parse("vscode://defaultsettings/keybindings.json"));
  const entries = page.getText().split(/^\{/m);
  const valueOf = (entry: string, name: string): string | undefined =>
    new RegExp(`"${name}": +"([^"]+)"`).exec(entry)?.[1];
  return entries.flatMap((entry) => {
    const [key, command, when] = ["key", "command", "when"].map((name) => valueOf(entry, name));
    return key === undefined || command === undefined ? [] : [{ key, command, when }];
  });
}

describe("the keys of the extension", () => {
  it("are no default key of the editor, nor the beginning of one, nor begin with one", async () => {
    await activated();
    const { contributes } = vscode.extensions.getExtension(extensionId)?.packageJSON as Manifest;
    const taken = (await defaultKeys()).filter(({ command }) => !command.startsWith("llmBreaker."));
    assert.ok(taken.length > 300, `only ${taken.length} keys were read`);
    assert.ok(
      taken.some(({ key }) => key.startsWith("ctrl+k ")),
      "the list has chords",
    );
    // A Mac has the same chords with Cmd in the place of Ctrl.
    const own = contributes.keybindings.filter(({ key }) => key.includes(" "));
    for (const { key, mac, command } of own) {
      assert.equal(mac, key.replace("ctrl", "cmd"));
      const clash = taken.filter(
        (other) =>
          key === other.key ||
          other.key.startsWith(`${key} `) ||
          // A view that has the first key for itself keeps the editor's own chords away there, too.
          (key.startsWith(`${other.key} `) && other.when === undefined),
      );
      assert.deepEqual(clash, [], command);
    }
    assert.equal(own.length, 2);
  });
});
