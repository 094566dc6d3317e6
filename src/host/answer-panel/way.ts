import type { WayStep } from "../../core/messages/answer";
import type { AttemptRecord, Completion, StreamEvent } from "../../core/service/types";
import { ago } from "../format";
import { failurePhrase, way as texts } from "../texts";

/**
 * The way an answer took, as it is shown: “cloud: no token after 10 s · waiting 2 s · cloud retry: 529 overloaded · answered by
 * ollama, llama3.2, 1.4 s”. The last step is `pending` while something is under way.
 */
export interface Way {
  steps: WayStep[];
  /** Endpoints that were tried already: another try at one of them is a retry. */
  tried: string[];
}

export const emptyWay: Way = { steps: [], tried: [] };

/** The way after an event of the stream. @param now epoch ms */
export function wayAfterEvent(way: Way, event: StreamEvent, now: number): Way {
  switch (event.type) {
    case "attempt":
      return pending(way, texts.asking(nameOf(way, event.endpoint)));
    case "queued":
      return pending(way, texts.queued(event.endpoint));
    case "loading":
      return pending(way, texts.loading(event.model));
    case "waiting":
      return add(way, { tone: "waiting", text: texts.waiting(event.untilMs - now) });
    case "delta":
    case "restart":
      return way;
    case "done":
      return add(way, { tone: "answered", text: answeredText(event.completion, now) });
  }
}

/** The way after an attempt ended. A success says nothing here: the `done` event does. */
export function wayAfterAttempt(way: Way, attempt: AttemptRecord): Way {
  const name = nameOf(way, attempt.endpoint);
  switch (attempt.outcome) {
    case "success":
    case "cancelled":
      return way;
    case "skipped":
      return add(way, { tone: "failed", text: texts.skipped(name, failurePhrase(attempt)) });
    case "failure": {
      const failed = add(way, { tone: "failed", text: texts.failed(name, failurePhrase(attempt)) });
      return { ...failed, tried: [...way.tried, attempt.endpoint] };
    }
  }
}

/** The way when the first words of an answer are there. */
export function wayAnswering(way: Way, endpoint: string): Way {
  return pending(way, texts.answering(nameOf(way, endpoint)));
}

/** The way when nothing more will come: what was under way is gone. */
export function wayEnded(way: Way, last?: WayStep): Way {
  return last ? add(way, last) : { ...way, steps: settled(way) };
}

function nameOf(way: Way, endpoint: string): string {
  return way.tried.includes(endpoint) ? texts.retry(endpoint) : endpoint;
}

function add(way: Way, step: WayStep): Way {
  return { ...way, steps: [...settled(way), step] };
}

function pending(way: Way, text: string): Way {
  return add(way, { tone: "pending", text });
}

function settled({ steps }: Way): WayStep[] {
  return steps.filter((step) => step.tone !== "pending");
}

function answeredText(completion: Completion, now: number): string {
  if (completion.cached) return texts.cached(ago(now - (completion.cachedAt ?? now)));
  const success = completion.attempts.findLast((attempt) => attempt.outcome === "success");
  return texts.answered(completion.endpoint, completion.model, success?.durationMs ?? completion.responseTimeMs);
}
