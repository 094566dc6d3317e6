import * as vscode from "vscode";
import { edit as texts } from "../texts/editing";
import type { Place } from "./place";
import { replacementsIn, textWith, type Proposal } from "./proposal";
import { CannotEdit, mustBeEditable, nameOf, openAgain } from "./editable";

/** Scheme of the documents that show a file as it would be; package.json's menus know it too. */
const PROPOSAL_SCHEME = "llm-breaker-proposal";

/**
 * Changes of code that wait for a person's word: each is shown as a difference first, and goes into the file with one step that can be undone.
 * The difference follows the file, which may be edited meanwhile.
 */
export class Proposals implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #open = new Map<string, { proposal: Proposal; ended: () => void }>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];
  readonly #scheme: string;
  #count = 0;

  constructor(scheme = PROPOSAL_SCHEME) {
    this.#scheme = scheme;
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#fileChanged(document.uri)),
      // Who closes the difference has decided against it.
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const tab of closed) this.#end(proposedIn(tab));
      }),
    ];
  }

  /**
   * Shows what would change. An earlier proposal for the same place makes way.
   * @param ended called once: it was applied, or decided against
   * @throws {CannotEdit} where the file cannot be changed, or the code is not there any more
   */
  async show(place: Place, codes: readonly string[], ended: () => void): Promise<Proposal> {
    for (const { proposal } of this.#open.values()) if (proposal.place === place) await this.discard(proposal);
    const uri = vscode.Uri.parse(place.uri);
    const document = await openAgain(uri);
    await mustBeEditable(document);
    const after = uri.with({ scheme: this.#scheme, authority: "", query: `${++this.#count}`, fragment: "" });
    const proposal: Proposal = { place, codes, after };
    replacementsIn(document, proposal);
    this.#open.set(after.toString(), { proposal, ended });
    await vscode.commands.executeCommand("vscode.diff", uri, after, texts.proposed(nameOf(uri)), {
      viewColumn: columnOf(uri),
      preview: true,
    });
    return proposal;
  }

  /** What the document that a proposal is about would be. */
  async provideTextDocumentContent(after: vscode.Uri): Promise<string> {
    const proposal = this.#open.get(after.toString())?.proposal;
    if (!proposal) return "";
    const document = await openAgain(vscode.Uri.parse(proposal.place.uri));
    try {
      return textWith(document, replacementsIn(document, proposal));
    } catch (error) {
      // The difference is that there is none any more; Apply says why.
      if (error instanceof CannotEdit) return document.getText();
      throw error;
    }
  }

  /** Puts the code into its place, in one step. @throws {CannotEdit} and changes nothing */
  async apply(proposal: Proposal): Promise<void> {
    const document = await openAgain(vscode.Uri.parse(proposal.place.uri));
    await mustBeEditable(document);
    const replacements = replacementsIn(document, proposal);
    const edit = new vscode.WorkspaceEdit();
    for (const { range, text } of replacements) edit.replace(document.uri, range, text);
    if (!(await applied(document, replacements, edit))) throw new CannotEdit(texts.refused);
    await this.discard(proposal);
  }

  /** Closes the difference; nothing was changed by it. */
  async discard(proposal: Proposal): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(tabs.filter((tab) => proposedIn(tab) === proposal.after.toString()));
    this.#end(proposal.after.toString());
  }

  /** The proposal whose difference a command is about: the one at the address, else the one that is in front. */
  find(uri: unknown): Proposal | undefined {
    const address =
      uri instanceof vscode.Uri ? uri.toString() : proposedIn(vscode.window.tabGroups.activeTabGroup.activeTab);
    return this.#open.get(address ?? "")?.proposal;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#open.clear();
  }

  #fileChanged(uri: vscode.Uri): void {
    for (const { proposal } of this.#open.values())
      if (proposal.place.uri === uri.toString()) this.#changed.fire(proposal.after);
  }

  #end(address: string | undefined): void {
    const open = this.#open.get(address ?? "");
    this.#open.delete(address ?? "");
    open?.ended();
  }
}

/** In its editor, so that the change is seen; a notebook's cell has none that could be shown by itself. */
async function applied(
  document: vscode.TextDocument,
  replacements: ReturnType<typeof replacementsIn>,
  edit: vscode.WorkspaceEdit,
): Promise<boolean> {
  if (document.uri.scheme === "vscode-notebook-cell") return vscode.workspace.applyEdit(edit);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const done = await editor.edit((builder) => {
    for (const { range, text } of replacements) builder.replace(range, text);
  });
  const first = replacements[0]?.range.start;
  if (done && first)
    editor.revealRange(new vscode.Range(first, first), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return done;
}

/** The address of what a tab compares a file with. */
function proposedIn(tab: vscode.Tab | undefined): string | undefined {
  return tab?.input instanceof vscode.TabInputTextDiff ? tab.input.modified.toString() : undefined;
}

/** Where the file's own tab is: the answer has the focus, and nobody wants the difference in its place. */
function columnOf(uri: vscode.Uri): vscode.ViewColumn {
  const holds = ({ input }: vscode.Tab): boolean =>
    (input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook) && input.uri.path === uri.path;
  return vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(holds))?.viewColumn ?? vscode.ViewColumn.One;
}
