import type { AnswerStatus } from "../../../core/messages/turn";
import { answer as texts } from "../../texts/answer";
import { errors } from "../../texts/standing";
import type { SessionDeps } from "./session-deps";

/** Without this the steps of a pull would be several hundred messages a second. */
const PULL_UPDATE_MS = 100;

/** How the download of a model ended. */
export type PullEnd = { type: "pulled" } | { type: "stopped" } | { type: "failed"; message: string };

/** Downloads a model and tells how far it is. Never rejects. */
export async function pullModel(
  { service, now, log }: Pick<SessionDeps, "service" | "now" | "log">,
  { endpoint, model, signal }: { endpoint: string; model: string; signal: AbortSignal },
  show: (status: Extract<AnswerStatus, { phase: "pulling" }>) => void,
): Promise<PullEnd> {
  let shownAt = 0;
  try {
    show({ phase: "pulling", model, text: "" });
    for await (const progress of service.pull(endpoint, model, signal)) {
      if (now() - shownAt < PULL_UPDATE_MS) continue;
      shownAt = now();
      const { completedBytes: done, totalBytes: total } = progress;
      const fraction = done !== undefined && total ? { fraction: Math.min(1, done / total) } : {};
      show({ phase: "pulling", model, text: texts.pulling(progress.status, done, total), ...fraction });
    }
    return { type: "pulled" };
  } catch (error) {
    if (signal.aborted) return { type: "stopped" };
    log(`Pulling ${model} failed`, error);
    return {
      type: "failed",
      message: errors.pullFailed(model, error instanceof Error ? error.message : String(error)),
    };
  }
}
