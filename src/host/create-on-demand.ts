import type * as vscode from "vscode";
import type { Action } from "./standing/actions";
import { perform, type PerformDeps } from "./actions/perform";
import type { HostContext } from "./commands/context";
import type { CommandId } from "./commands/ids";
import { commandRunner } from "./commands/list";
import { createConversations, type ConversationParts } from "./conversations/create-conversations";
import { createEditing } from "./editing/create-editing";
import type { LastEditor } from "./editing/last-editor";
import { createDashboard, type DashboardParts } from "./dashboard/create-dashboard";
import type { Restorers } from "./page/restore-pages";

type OnDemandParts = PerformDeps &
  Omit<ConversationParts, "perform" | "editing"> &
  Pick<DashboardParts, "chaos"> &
  Omit<HostContext, "answers" | "dashboard" | "conversations" | "places" | "proposals" | "perform"> & {
    lastEditor: LastEditor;
  };

export interface OnDemand {
  run(id: CommandId, args: unknown[]): Promise<unknown>;
  /** Does what a button says. @returns whether asking again makes sense now */
  perform(action: Action): Promise<boolean>;
  restore: Restorers;
  /** Resolves when everything is written that was to be kept. */
  flush(): Promise<void>;
}

/**
 * The parts that do nothing before a person asks for them: commands, buttons, answer panels, dashboard. Their code is loaded then, by the first of them: the editor's
 * start does not pay for it.
 */
export function createOnDemand(context: vscode.ExtensionContext, parts: OnDemandParts): OnDemand {
  const act = (action: Action): Promise<boolean> => perform(action, parts);
  const editing = createEditing(parts.lastEditor);
  const { places, proposals } = editing;
  const { answers, conversations, flush } = createConversations(context, { ...parts, editing, perform: act });
  const dashboard = createDashboard({ ...parts, extensionUri: context.extensionUri, answers, perform: act });
  context.subscriptions.push(editing, answers, dashboard);
  return {
    run: commandRunner({ ...parts, answers, dashboard, conversations, places, proposals, perform: act }),
    perform: act,
    restore: {
      answer: (panel, state) => answers.restore(panel, state),
      dashboard: (panel) => Promise.resolve(dashboard.restore(panel)),
    },
    flush,
  };
}
