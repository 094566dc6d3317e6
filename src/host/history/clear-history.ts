import type { ClearQuery, HistoryStore } from "../../core/history/types";
import { choices, messages, progress, type Choice } from "../notify";
import { historyTexts as texts } from "./texts";

const DAY_MS = 86_400_000;

/** `LLM: Clear History…`: asks what, asks again, removes. */
export function clearHistory({
  history,
  wallNow = Date.now,
}: {
  history: HistoryStore;
  wallNow?: () => number;
}): () => Promise<void> {
  return async () => {
    if ((await history.overview()).requests === 0 && (await history.listTransitions({ limit: 1 })).length === 0) {
      return void messages.information(texts.clearEmpty);
    }
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
      return true;
    });
    if (done) void messages.information(texts.cleared(choice.what));
  };
}
