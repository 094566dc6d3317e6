import assert from "node:assert/strict";
import { resolve } from "node:path";
import { ESLint, type Linter } from "eslint";
import tseslint from "typescript-eslint";

/** The project's own configuration, on a text that stands for a file of it. @returns the rules that were broken */
async function broken(code: string, file = "src/host/commands/example.ts"): Promise<string[]> {
  // The text is of no file, so there are no types for the rules that need them.
  const eslint = new ESLint({
    cwd: resolve(import.meta.dirname, "../.."),
    overrideConfig: tseslint.configs.disableTypeChecked as Linter.Config,
  });
  const [result] = await eslint.lintText(code, { filePath: file });
  assert.deepEqual(
    result?.messages.filter(({ fatal }) => fatal),
    [],
    code,
  );
  return (result?.messages ?? []).map(({ ruleId }) => ruleId ?? "").filter((rule) => rule.startsWith("own/"));
}

const imported = 'import * as vscode from "vscode";\n';

describe("the lint rule that keeps messages in one place", function () {
  this.timeout(60_000);

  const members = [
    ...["showInformationMessage", "showWarningMessage", "showErrorMessage", "withProgress", "setStatusBarMessage"],
    ...[
      "showQuickPick",
      "createQuickPick",
      "showInputBox",
      "createInputBox",
      "createTreeView",
      "createStatusBarItem",
      "showWorkspaceFolderPick",
      "aFunctionOfTheFuture",
    ],
  ];
  const ways: [way: string, code: string][] = [
    ...members.map((member): [string, string] => [
      `vscode.window.${member}`,
      `${imported}export const x = vscode.window.${member}("a");`,
    ]),
    ["a method that is not called at once", `${imported}export const show = vscode.window.showErrorMessage;`],
    [
      "a method that is bound",
      `${imported}export const show = vscode.window.showErrorMessage.bind(vscode.window, "a");`,
    ],
    ["the optional chain", `${imported}export const x = vscode?.window?.showErrorMessage("a");`],
    ["a computed namespace", `${imported}export const x = vscode["window"].showErrorMessage("a");`],
    ["a computed method", `${imported}export const x = vscode.window["showErrorMessage"]("a");`],
    ["a computed name", `${imported}export const x = (name: "showErrorMessage") => vscode.window[name]("a");`],
    ["a template", `${imported}export const x = vscode[\`window\`].showErrorMessage("a");`],
    ["another name for the window", `${imported}const w = vscode.window;\nexport const x = w.showErrorMessage("a");`],
    [
      "another name for the namespace",
      `${imported}const v = vscode;\nexport const x = v.window.showErrorMessage("a");`,
    ],
    [
      "a destructured namespace",
      `${imported}const { window } = vscode;\nexport const x = window.showErrorMessage("a");`,
    ],
    [
      "a nested destructuring",
      `${imported}const { window: { showErrorMessage } } = vscode;\nexport const x = showErrorMessage("a");`,
    ],
    [
      "a destructured window",
      `${imported}const { showErrorMessage } = vscode.window;\nexport const x = showErrorMessage("a");`,
    ],
    ["a spread", `${imported}const all = { ...vscode.window };\nexport const x = all.showErrorMessage("a");`],
    [
      "a window that is passed on",
      `${imported}export const x = ((w: typeof vscode.window) => w.showErrorMessage("a"))(vscode.window);`,
    ],
    [
      "a namespace that is passed on",
      `${imported}export const x = ((v: typeof vscode) => v.window.showErrorMessage("a"))(vscode);`,
    ],
    [
      "a cast",
      `${imported}export const x = (vscode as { window: typeof vscode.window }).window.showErrorMessage("a");`,
    ],
    [
      "a cast of the window",
      `${imported}export const x = (vscode.window as typeof vscode.window).showErrorMessage("a");`,
    ],
    ["an imported window", 'import { window } from "vscode";\nexport const x = window.showErrorMessage("a");'],
    [
      "an imported window by another name",
      'import { window as w } from "vscode";\nexport const x = w.showErrorMessage("a");',
    ],
    [
      "an imported window by a quoted name",
      'import { "window" as w } from "vscode";\nexport const x = w.showErrorMessage("a");',
    ],
    ["a default import", 'import code from "vscode";\nexport const x = code.window.showErrorMessage("a");'],
    [
      "another name for the import",
      'import * as code from "vscode";\nexport const x = code.window.showErrorMessage("a");',
    ],
    ["a namespace that is exported again", `${imported}export { vscode };`],
    ["an export of everything", 'export * from "vscode";'],
    ["an export of the window", 'export { window } from "vscode";'],
    [
      "require",
      'declare const require: (name: string) => { window: { showErrorMessage(text: string): void } };\nrequire("vscode").window.showErrorMessage("a");',
    ],
    [
      "require by another name",
      'declare const load: (name: string) => { window: { showErrorMessage(text: string): void } };\nload(`vscode`).window.showErrorMessage("a");',
    ],
    ["an import when it is needed", 'export const x = import("vscode").then((v) => v.window.showErrorMessage("a"));'],
    [
      "an import of the old kind",
      'import vscode = require("vscode");\nexport const x = vscode.window.showErrorMessage("a");',
    ],
  ];
  for (const [way, code] of ways) it(`bites on ${way}`, async () => assert.notDeepEqual(await broken(code), []));

  const fine: [way: string, code: string][] = [
    [
      "what shows no text",
      `${imported}export const x = [vscode.window.activeTextEditor, vscode.window.terminals, vscode.commands.executeCommand("a"), new vscode.Range(0, 0, 0, 0)];`,
    ],
    [
      "types",
      `${imported}export type W = typeof vscode.window; export class C implements vscode.Disposable { dispose(): void { vscode.window.createTerminal(); } }`,
    ],
    [
      "an import of types",
      'import type * as vscode from "vscode";\nimport type { window } from "vscode";\nexport type W = [typeof vscode.window, typeof window];',
    ],
    ["a window of its own", "export const x = window.innerWidth;"],
  ];
  for (const [way, code] of fine) it(`lets ${way} be`, async () => assert.deepEqual(await broken(code), []));

  it("bites in every folder, and leaves the one place that shows them all alone", async () => {
    const code = `${imported}export const x = vscode.window.showErrorMessage("a");`;
    for (const file of [
      "src/extension.ts",
      "src/host/notices/example.ts",
      "src/host/notify/messages.ts",
      "src/host/status-bar/item.ts",
      "src/core/example.ts",
      "src/host/a/b/c.ts",
    ]) {
      assert.notDeepEqual(await broken(code, file), [], file);
    }
    assert.deepEqual(await broken(code, "src/host/notify/index.ts"), []);
  });
});
