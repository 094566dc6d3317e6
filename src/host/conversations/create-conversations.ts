import { join } from "node:path";
import type * as vscode from "vscode";
import { afterItsWindow } from "../../core/conversation/conversation";
import type { ConversationStore } from "../../core/conversation/conversation-store";
import type { HistoryStore } from "../../core/history/types";
import type { Logger } from "../../core/ports/logger";
import type { LlmService } from "../../core/service/service-api";
import { ConversationFiles } from "../../node/conversations/conversation-files";
import { tellOfEnd } from "../answer-panel/end-notice";
import { AnswerPanels } from "../answer-panel/panels";
import type { ModelChoice } from "../choose/model-choice";
import { codeBudget } from "../code/budget";
import { Box } from "../answer-panel/box";
import type { Editing } from "../editing/create-editing";
import { messages } from "../notify";
import { historyOptions } from "../settings/rules/history-rules";
import type { SettingsStore } from "../settings/store";
import type { Action } from "../standing/actions";
import { conversation as texts } from "../texts/answer";
import { settings as settingsTexts } from "../texts/settings";
import { Keeping } from "./keeping";
import { lostRequests } from "./lost-requests";
import { openConversation } from "./open-conversation";

export interface ConversationParts {
  service: LlmService;
  settings: SettingsStore;
  editing: Editing;
  choice: ModelChoice;
  log: Logger;
  history: Pick<HistoryStore, "recordRequest">;
  perform(action: Action): Promise<boolean>;
  offered(actions: Action[]): Action[];
}

export interface Conversations {
  answers: AnswerPanels;
  conversations: ConversationStore;
  /** Resolves when everything is written that was to be kept. */
  flush(): Promise<void>;
}

/** The answer panels, what they show kept in the global storage folder. Nothing is read before it is needed. */
export function createConversations(
  { extensionUri, globalStorageUri }: vscode.ExtensionContext,
  { service, settings, editing, choice, log, history, perform, offered }: ConversationParts,
): Conversations {
  const conversations = new ConversationFiles(join(globalStorageUri.fsPath, "conversations"));
  const keeping = new Keeping({
    store: conversations,
    rules: () => historyOptions(settings.current),
    log: (error) => log.error("The conversation could not be kept", error),
    tell: () => void messages.warning(texts.notKept),
    wallNow: Date.now,
  });
  const answers: AnswerPanels = new AnswerPanels({
    extensionUri,
    service,
    insertion: editing.insertion,
    proposals: editing.proposals,
    conversations,
    log,
    perform,
    endedUnseen: (end) => void tellOfEnd(end, settings.current.notifyWhenDone, messages),
    offered,
    keep: (conversation) => keeping.keep(conversation),
    room: () => codeBudget(settings.current.endpoints),
    options: () => choice.options,
    createBox: (changed) => new Box({ choice, changed }),
    badSettings: () => badSettings(settings),
    onDidChangeSettings: (listener) => settings.onDidChange(listener),
    cameBack(kept) {
      const lost = lostRequests(kept);
      for (const entry of lost) history.recordRequest(entry);
      // Told once, however often it comes back.
      if (lost.length > 0) keeping.keep({ ...kept, turns: kept.turns.map(afterItsWindow) });
    },
    chooseConversation: openConversation(conversations, () => answers),
  });
  return { answers, conversations, flush: () => keeping.flush() };
}

function badSettings({ problems, current }: SettingsStore): { words: string; setting: string } | undefined {
  const [first] = problems;
  if (!first) return undefined;
  const words = settingsTexts.inForce(
    problems.map(({ message }) => message),
    current.endpoints.map(({ id }) => id),
  );
  return { words, setting: `llmBreaker.${first.setting}` };
}
