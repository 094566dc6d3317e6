import { askMessages } from "../code/code-prompt";
import type { HostContext } from "./context";
import { ask as texts } from "../texts";
import { AskBox } from "./ask-box";
import { AskHistory } from "./ask-history";

/** “LLM: Ask…” and the keys that recall earlier questions in its box. Given a question it asks that one without a box. */
export function askCommands(context: HostContext): {
  ask(question?: unknown): Promise<void>;
  previous(): void;
  next(): void;
} {
  const history = new AskHistory();
  const box = new AskBox(history);
  return {
    async ask(given) {
      const question = typeof given === "string" && given.trim() !== "" ? given.trim() : await box.show();
      if (question === undefined) return;
      history.add(question);
      await context.ready();
      await context.answers.ask({
        type: "ask",
        title: question,
        label: { command: texts.command, title: question },
        messages: askMessages(question),
      });
    },
    previous: () => box.showPrevious(),
    next: () => box.showNext(),
  };
}
