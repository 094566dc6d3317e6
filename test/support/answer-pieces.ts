import type { AnswerEnd, AnswerPiece } from "../../src/core/endpoint/client";
import { EndpointFailure } from "../../src/core/failure/endpoint-failure";

/** What a client told of an answer, in order; the end is the last. */
export type Told = AnswerPiece | ({ type: "end" } & AnswerEnd);

/** Has a client answer and keeps what it tells. @param told gets it as it comes, so that a test sees what came before a failure */
export async function readAnswer(
  ask: (onPiece: (piece: AnswerPiece) => void) => Promise<AnswerEnd>,
  told: Told[] = [],
): Promise<Told[]> {
  const end = await ask((piece) => told.push(piece));
  told.push({ type: "end", ...end });
  return told;
}

/** What was told, with its text and its reasoning whole. */
export function textsOf(chunks: Told[]): { chunks: Told[]; text: string; thinking: string } {
  const join = (type: string) =>
    chunks.map((chunk) => (chunk.type === type && "text" in chunk ? chunk.text : "")).join("");
  return { chunks, text: join("text"), thinking: join("thinking") };
}

/** The failure with which the work ends; anything else is thrown on. */
export async function failureOf(work: Promise<unknown>): Promise<EndpointFailure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof EndpointFailure) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}
