import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { FollowedPlaces } from "../../src/host/editing/followed-places";
import { Insertion } from "../../src/host/editing/insertion";
import { LastEditor } from "../../src/host/editing/last-editor";
import { Place } from "../../src/host/editing/place";
import { Proposals } from "../../src/host/editing/proposals";
import { CannotEdit } from "../../src/host/editing/editable";
import { shown, until } from "./support/extension";

const SCHEME = "llm-breaker-proposal-of-a-test";

describe("code that is changed on purpose", () => {
  let folder: string;
  let places: FollowedPlaces;
  let proposals: Proposals;
  let ended: number;
  const file = async (name: string, content: string): Promise<vscode.TextEditor> => {
    await writeFile(join(folder, name), content);
    return shown(join(folder, name));
  };
  const show = (place: Place, ...codes: string[]) => proposals.show(place, codes, () => ended++);
  const replace = (editor: vscode.TextEditor, range: vscode.Range, text: string) =>
    editor.edit((edit) => edit.replace(range, text));
  const cannot = (sentence: RegExp) => (error: unknown) => error instanceof CannotEdit && sentence.test(error.message);

  before(async () => void (folder = await mkdtemp(join(tmpdir(), "llm-breaker-editing-"))));
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(() => {
    ended = 0;
    places = new FollowedPlaces();
    proposals = new Proposals(SCHEME);
  });
  afterEach(async () => {
    places.dispose();
    proposals.dispose();
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("shows the difference first, applies in one step, and undoes in one", async () => {
    const { document } = await file("one.ts", "a;\nb;\nc;\n");
    const proposal = await show(places.follow(document, [new vscode.Range(1, 0, 2, 0)]), "B;\nBB;");
    assert.equal(document.getText(), "a;\nb;\nc;\n", "nothing is changed yet");
    const diff = await until("the difference is shown", () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff ? input : undefined;
    });
    assert.equal(diff.original.toString(), document.uri.toString());
    assert.equal((await vscode.workspace.openTextDocument(diff.modified)).getText(), "a;\nB;\nBB;\nc;\n");
    assert.equal(proposals.find(diff.modified), proposal);
    assert.equal(proposals.find(undefined), proposal, "it is in front");

    await proposals.apply(proposal);
    assert.equal(document.getText(), "a;\nB;\nBB;\nc;\n");
    assert.equal(ended, 1);
    assert.equal(proposals.find(diff.modified), undefined);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), "a;\nb;\nc;\n");
  });

  it("changes nothing when the difference is discarded, or closed", async () => {
    const { document } = await file("discarded.ts", "a;\n");
    const place = places.follow(document, [new vscode.Range(0, 0, 0, 2)]);
    await proposals.discard(await show(place, "b;"));
    assert.equal(ended, 1);
    await show(place, "c;");
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await until("it is known to be closed", () => (ended === 2 ? true : undefined));
    assert.equal(document.getText(), "a;\n");
  });

  it("makes way for a newer proposal for the same code", async () => {
    const { document } = await file("newer.ts", "a;\n");
    const place = places.follow(document, [new vscode.Range(0, 0, 0, 2)]);
    await show(place, "b;");
    const newer = await show(place, "c;");
    assert.equal(ended, 1);
    await proposals.apply(newer);
    assert.equal(document.getText(), "c;\n");
  });

  it("finds the line that was asked about among lines that are the same, whatever was edited meanwhile", async () => {
    const editor = await file("twice.ts", "same;\nother;\nsame;\n");
    const place = places.follow(editor.document, [new vscode.Range(2, 0, 2, 5)]);
    await replace(editor, new vscode.Range(0, 0, 0, 0), "// new\n// lines\nsame;\n");
    await replace(editor, new vscode.Range(3, 0, 4, 0), "");
    const proposal = await show(place, "changed;");
    await replace(await shown(editor.document.uri.fsPath), new vscode.Range(0, 0, 1, 0), "");
    await proposals.apply(proposal);
    assert.equal(editor.document.getText(), "// lines\nsame;\nother;\nchanged;\n");
  });

  it("says so when the code was deleted, and takes it back with an undo", async () => {
    const editor = await file("deleted.ts", "a;\nb;\n");
    const place = places.follow(editor.document, [new vscode.Range(0, 0, 0, 2)]);
    await replace(editor, new vscode.Range(0, 0, 1, 0), "");
    await assert.rejects(show(place, "x;"), cannot(/has been deleted/));
    await vscode.commands.executeCommand("undo");
    await proposals.apply(await show(place, "x;"));
    assert.equal(editor.document.getText(), "x;\nb;\n");
  });

  it("keeps line ends and tabs as the file has them", async () => {
    const editor = await file("ends.go", "func f() {\r\n\tif x {\r\n\t\ty()\r\n\t}\r\n}\r\n");
    const place = places.follow(editor.document, [new vscode.Range(1, 0, 4, 0)]);
    await proposals.apply(await show(place, "if x {\n    if y {\n        z()\n    }\n}"));
    assert.equal(
      editor.document.getText(),
      "func f() {\r\n\tif x {\r\n\t\tif y {\r\n\t\t\tz()\r\n\t\t}\r\n\t}\r\n}\r\n",
    );
  });

  it("puts a block into the place of each selection", async () => {
    const editor = await file("several.ts", "a;\nb;\nc;\n");
    const place = places.follow(editor.document, [new vscode.Range(2, 0, 2, 2), new vscode.Range(0, 0, 0, 2)]);
    await proposals.apply(await show(place, "first;\nmore;", "last;"));
    assert.equal(editor.document.getText(), "first;\nmore;\nb;\nlast;\n");
    await vscode.commands.executeCommand("undo");
    assert.equal(editor.document.getText(), "a;\nb;\nc;\n");
  });

  it("opens a file again that was closed", async () => {
    const { document } = await file("closed.ts", "a;\n");
    const place = places.follow(document, [new vscode.Range(0, 0, 0, 2)]);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await proposals.apply(await show(place, "b;"));
    await vscode.workspace.saveAll();
    assert.equal(await readFile(join(folder, "closed.ts"), "utf8"), "b;\n");
  });

  it("says what it cannot change: a read-only file, a side of a comparison, a closed unsaved file, a deleted one", async () => {
    const files = vscode.workspace.getConfiguration("files");
    await files.update("readonlyInclude", { "**/read-only.ts": true }, vscode.ConfigurationTarget.Global);
    const readOnly = await file("read-only.ts", "a;\n");
    const place = places.follow(readOnly.document, [new vscode.Range(0, 0, 0, 2)]);
    const refused = cannot(/“read-only\.ts” cannot be changed: it is read-only/);
    await assert.rejects(show(place, "b;"), refused);
    assert.equal(readOnly.document.getText(), "a;\n");
    await files.update("readonlyInclude", undefined, vscode.ConfigurationTarget.Global);

    const provider = vscode.workspace.registerTextDocumentContentProvider("side-of-a-comparison", {
      provideTextDocumentContent: () => "a;\n",
    });
    const side = await vscode.workspace.openTextDocument(vscode.Uri.parse("side-of-a-comparison:/x.ts"));
    await assert.rejects(
      show(places.follow(side, [new vscode.Range(0, 0, 0, 2)]), "b;"),
      cannot(/This view of “x\.ts” cannot be changed/),
    );
    provider.dispose();

    const untitled = await vscode.workspace.openTextDocument({ content: "a;\n" });
    await vscode.window.showTextDocument(untitled);
    const unsaved = places.follow(untitled, [new vscode.Range(0, 0, 0, 2)]);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await until("it is closed", () => (untitled.isClosed ? true : undefined));
    await assert.rejects(show(unsaved, "b;"), cannot(/was closed without being saved/));

    const address = vscode.Uri.file(join(folder, "gone.ts")).toString();
    const lost = new Place(address, [{ start: { line: 0, character: 0 }, end: { line: 0, character: 2 }, text: "a;" }]);
    await assert.rejects(show(lost, "b;"), cannot(/cannot be opened any more/));
  });

  it("follows a file that is renamed, and an unsaved one", async () => {
    const { document } = await file("before.ts", "a;\n");
    const place = places.follow(document, [new vscode.Range(0, 0, 0, 2)]);
    const rename = new vscode.WorkspaceEdit();
    rename.renameFile(document.uri, vscode.Uri.file(join(folder, "after.ts")));
    assert.ok(await vscode.workspace.applyEdit(rename));
    await proposals.apply(await show(place, "b;"));
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, join(folder, "after.ts"));
    assert.equal(vscode.window.activeTextEditor?.document.getText(), "b;\n");

    const untitled = await vscode.workspace.openTextDocument({ content: "a;\n" });
    await vscode.window.showTextDocument(untitled);
    await proposals.apply(await show(places.follow(untitled, [new vscode.Range(0, 0, 0, 2)]), "b;"));
    assert.equal(untitled.getText(), "b;\n");
  });

  it("changes a notebook's cell", async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, "a = 1\n", "python");
    const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData([cell]));
    await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(0);
    const proposal = await show(places.follow(document, [new vscode.Range(0, 0, 0, 5)]), "a = 2");
    assert.equal(document.getText(), "a = 1\n");
    await proposals.apply(proposal);
    assert.equal(document.getText(), "a = 2\n");
  });

  it("inserts code at every cursor, indented as its line is, and words as they are", async () => {
    const last = new LastEditor();
    const insertion = new Insertion(last);
    const editor = await file("insert.ts", "  one();\n\n    two();\n");
    editor.selections = [new vscode.Selection(0, 2, 0, 8), new vscode.Selection(2, 4, 2, 10)];
    await insertion.insert("if (x) {\n  y();\n}", "code");
    assert.equal(editor.document.getText(), "  if (x) {\n    y();\n  }\n\n    if (x) {\n      y();\n    }\n");
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await insertion.insert("Words:\n  as they are", "words");
    assert.match(editor.document.getText(), /\{\nWords:\n {2}as they are {4}y/);
    last.dispose();
  });
});
