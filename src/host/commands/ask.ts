import { askMessages } from "../code/code-prompt";
import type { HostContext } from "./context";
import { ask as texts } from "../texts/asking";
import { activeSelection, fencedItem, type ContextItem } from "../composer/context-items";
import { showText } from "../composer/show-text";
import { AskBox, type Along, type Asked } from "./ask-box";
import { AskHistory } from "./ask-history";

/**
 * “LLM: Ask…” and the keys that recall earlier questions in its box. What is selected in the editor goes with the question, unless it is taken off. Given a
 * question it asks that one alone, without a box.
 */
export function askCommands(context: HostContext): {
  ask(question?: unknown): Promise<void>;
  previous(): void;
  next(): void;
} {
  const history = new AskHistory();
  const box = new AskBox(history);
  return {
    async ask(given) {
      const selection = activeSelection();
      const asked = wordsOf(given) ?? (await box.show(selection && along(selection)));
      if (asked === undefined) return;
      const { question } = asked;
      history.add(question);
      await context.ready();
      await context.answers.ask({
        type: "ask",
        title: question,
        label: { command: texts.command, title: question },
        messages: askMessages(asked.along && selection ? `${question}\n\n${await fencedItem(selection)}` : question),
      });
    },
    previous: () => box.showPrevious(),
    next: () => box.showNext(),
  };
}

function wordsOf(given: unknown): Asked | undefined {
  return typeof given === "string" && given.trim() !== "" ? { question: given.trim(), along: false } : undefined;
}

function along(selection: ContextItem): Along {
  return { label: selection.label, show: async () => showText(await fencedItem(selection)) };
}
