import type { AnswerStatus } from "../../../core/messages/turn";

/** The status with its times as of `passedMs` later, for a page that comes late. */
export function aged(status: AnswerStatus, passedMs: number): AnswerStatus {
  switch (status.phase) {
    case "waiting":
      return { ...status, remainingMs: Math.max(0, status.remainingMs - passedMs) };
    case "asking":
    case "queued":
    case "answering":
      return { ...status, elapsedMs: passedMs };
    case "failed":
      return {
        ...status,
        lines: status.lines.map((line) =>
          line.nextTryInMs === undefined ? line : { ...line, nextTryInMs: Math.max(0, line.nextTryInMs - passedMs) },
        ),
      };
    default:
      return status;
  }
}
