import { done, headOf, type AnswerPage } from "../../support/answer/page-harness";
import { longAnswer } from "./answers";

/** A conversation that was had at another time: so many questions, each with an answer of so many characters. */
export interface Kept {
  turns: number;
  answerChars: number;
}

/**
 * Shows a conversation in the page as the host does, one message for each question, all at once.
 * @returns how long it took from the first message until the last answer's text is in the page and a frame with it was drawn, in milliseconds
 */
export async function measureOpening({ page }: AnswerPage, { turns, answerChars }: Kept): Promise<number> {
  const all = longAnswer("mixed", (turns + 1) * answerChars);
  const shown = Array.from({ length: turns }, (_, turn) => ({
    type: "show",
    turn,
    head: headOf(done, `Question ${turn + 1}?`),
    text: `${all.slice(turn * answerChars, (turn + 1) * answerChars)}\n\n`,
    discarded: [],
  }));
  return page.evaluate(openConversation, shown);
}

/** Runs in the page. */
function openConversation(shown: object[]): Promise<number> {
  const startedAt = performance.now();
  const send = (data: object): boolean => window.dispatchEvent(new MessageEvent("message", { data }));
  send({ type: "conversation", id: "kept", title: "Question 1?" });
  for (const message of shown) send(message);
  return new Promise((resolve) => {
    const look = (): void => {
      const last = document.querySelector(".turn:last-child article")?.textContent ?? "";
      // The frame after the one in which it is there has drawn it.
      if (last !== "") requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - startedAt)));
      else requestAnimationFrame(look);
    };
    look();
  });
}
