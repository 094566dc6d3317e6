import type { AnswerEnd, AnswerPiece } from "../../src/core/endpoint/client";

/** What a client told of an answer, in order; the end is the last. */
export type Told = AnswerPiece | ({ type: "end" } & AnswerEnd);

/** Has a client answer and keeps what it tells. @param told gets it as it comes, so that a test sees what came before a failure */
export async function readAnswer(ask: (onPiece: (piece: AnswerPiece) => void) => Promise<AnswerEnd>, told: Told[] = []): Promise<Told[]> {
  const end = await ask((piece) => told.push(piece));
  told.push({ type: "end", ...end });
  return told;
}
