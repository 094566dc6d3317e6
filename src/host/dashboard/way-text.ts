import type { StoredRequest } from "../../core/history/types";
import { duration } from "../texts/format";
import { failurePhrase } from "../texts/standing";
import { dashboard as texts } from "./texts";

/** Pauses shorter than this are not worth a line. */
const WAIT_WORTH_TELLING_MS = 100;

/** The way of a request as plain text, a line for every attempt and wait: for a bug report or a colleague. */
export function wayText(request: StoredRequest): string {
  const head = [
    request.command,
    request.title,
    new Date(request.startedAt).toISOString(),
    duration(request.durationMs),
    request.outcome,
  ];
  const lines = [head.filter((part) => part !== undefined).join(" · ")];
  let reached = request.startedAt;
  for (const attempt of [...request.attempts].sort((a, b) => a.startedAt - b.startedAt)) {
    if (attempt.startedAt - reached >= WAIT_WORTH_TELLING_MS)
      lines.push(line(reached, texts.wait(attempt.startedAt - reached)));
    reached = Math.max(reached, attempt.startedAt + attempt.durationMs);
    const ending =
      attempt.outcome === "success"
        ? texts.answered
        : attempt.outcome === "cancelled"
          ? texts.cancelled
          : failurePhrase(attempt);
    const model = attempt.model === undefined ? "" : ` (${attempt.model})`;
    const firstToken = attempt.ttftMs === undefined ? "" : `, ${texts.firstToken(attempt.ttftMs)}`;
    const message = attempt.message === undefined ? "" : `: ${attempt.message}`;
    lines.push(
      line(
        attempt.startedAt,
        `${attempt.endpoint}${model}: ${ending}, ${duration(attempt.durationMs)}${firstToken}${message}`,
      ),
    );
  }
  if (request.errorMessage !== undefined) lines.push(request.errorMessage);
  return `${lines.join("\n")}\n`;

  function line(at: number, text: string): string {
    return `${`+${((at - request.startedAt) / 1000).toFixed(1)} s`.padStart(9)}  ${text}`;
  }
}
