import type { ConversationStore } from "../../core/conversation/conversation-store";
import type { ClearQuery, HistoryStore } from "../../core/history/types";
import { leadOn } from "../actions/lead-on";
import { choices, messages, progress, type Choice } from "../notify";
import { historyTexts as texts } from "./texts";

const DAY_MS = 86_400_000;

/** `LLM: Clear History…`: asks what, asks again, removes. Conversations go with the prompts and answers that they are. */
export function clearHistory({
  history,
  conversations,
  wallNow = Date.now,
}: {
  history: HistoryStore;
  conversations: Pick<ConversationStore, "list" | "clear">;
  wallNow?: () => number;
}): () => Promise<void> {
  return async () => {
    const empty =
      (await history.overview()).requests === 0 &&
      (await history.listTransitions({ limit: 1 })).length === 0 &&
      (await conversations.list()).length === 0;
    if (empty) return leadOn(texts.clearEmpty, "ask");
    const { everything, week, day, texts: textsOnly } = texts.choices;
    const offered: (Choice & { what: string; query: ClearQuery })[] = [
      { ...everything, query: {} },
      { ...week, query: { beforeMs: wallNow() - 7 * DAY_MS } },
      { ...day, query: { beforeMs: wallNow() - DAY_MS } },
      { ...textsOnly, query: { textsOnly: true } },
    ];
    const choice = await choices.pick(offered, { title: texts.clearTitle, placeHolder: texts.clearPlaceholder });
    if (choice === undefined) return;
    const confirmed = await messages.confirm(texts.confirm(choice.what), texts.confirmDetail, texts.clearButton);
    if (confirmed === undefined) return;
    const done = await progress.run(texts.clearing, async (signal) => {
      await history.clear(choice.query, signal);
      await conversations.clear(choice.query.beforeMs);
      return true;
    });
    if (done) void messages.information(texts.cleared(choice.what));
  };
}
