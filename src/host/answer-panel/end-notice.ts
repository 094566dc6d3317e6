import type { Messages } from "../notify/messages";
import { answer as texts } from "../texts/answer";

/** An answer that ended, however, while its tab was hidden. */
export interface UnseenEnd {
  question: string;
  tookMs: number;
  /** Brings the answer to the front. */
  show(): void;
}

/** Tells of an answer for which somebody waited so long that they went elsewhere. @param fromSeconds how long that is; false: nothing is told */
export async function tellOfEnd(
  { question, tookMs, show }: UnseenEnd,
  fromSeconds: number | false,
  messages: Pick<Messages, "information">,
): Promise<void> {
  if (fromSeconds === false || tookMs < fromSeconds * 1000) return;
  if ((await messages.information(texts.ended(question), texts.showAnswer)) === texts.showAnswer) show();
}
