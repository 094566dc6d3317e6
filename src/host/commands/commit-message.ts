import * as vscode from "vscode";
import { codeBudget } from "../code/budget";
import { commitMessages } from "../code/code-prompt";
import { commitText } from "../composer/commit-text";
import { repositories } from "../composer/staged-changes";
import { stagedDiff } from "../composer/staged-diff";
import { tellNothingStaged } from "../composer/tell-nothing-staged";
import type { HostContext } from "./context";
import { messages, progress } from "../notify";
import { labelOf } from "../standing/actions";
import { failureView } from "../standing/failure-view";
import { commit as texts } from "../texts/prompts";

/** “LLM: Write Commit Message”: what is staged becomes a message in the box of source control. The view's title hands over its repository. */
export const commitMessage =
  (context: HostContext) =>
  async (view?: unknown): Promise<void> => {
    const staged = await stagedDiff(codeBudget(context.settings.current.endpoints), rootOf(view));
    if (!staged) return tellNothingStaged(texts);
    await context.ready();
    const answer = await progress.run(texts.writing, (signal) =>
      context.service
        .complete(commitMessages(staged.text), { ...context.choice.options, signal, label: texts.label })
        .catch((error: unknown) => {
          if (!signal.aborted) void tell(context, error);
          return undefined;
        }),
    );
    if (!answer) return;
    await put(staged.root, commitText(answer.content));
    if (staged.cut) void messages.information(texts.cut);
  };

/** The box is the user's again meanwhile: what was typed there goes before what was written for them. */
async function put(root: string, text: string): Promise<void> {
  if (text === "") return void messages.warning(texts.empty);
  const repository = (await repositories()).find(({ rootUri }) => rootUri.fsPath === root);
  if (!repository) return void messages.warning(texts.gone);
  const { inputBox } = repository;
  inputBox.value = inputBox.value.trim() === "" ? text : `${inputBox.value.trimEnd()}\n\n${text}`;
  await vscode.commands.executeCommand("workbench.view.scm");
}

async function tell(context: HostContext, error: unknown): Promise<void> {
  const { message, actions: all } = failureView(error, context.service.endpoints(), false, Date.now());
  const actions = context.offered(all);
  const pressed = await messages.error(texts.failed(message), ...actions.map(labelOf));
  const action = actions.find((candidate) => labelOf(candidate) === pressed);
  if (action) await context.perform(action);
}

/** The folder of the repository that a button in source control belongs to. */
function rootOf(view: unknown): string | undefined {
  const uri = typeof view === "object" && view !== null && "rootUri" in view ? view.rootUri : undefined;
  return uri instanceof vscode.Uri ? uri.fsPath : undefined;
}
