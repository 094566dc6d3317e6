import type { WayStep } from "../../../core/messages/turn";
import type { AttemptRecord } from "../../../core/model/attempt";
import type { Completion } from "../../../core/model/request";
import type { StreamEvent } from "../../../core/model/service-events";
import { ago } from "../../texts/format";
import { way as texts } from "../../texts/answer";
import { failurePhrase } from "../../texts/standing";

/**
 * The way an answer took, as it is shown: “cloud: no token after 10 s · waiting 2 s · cloud retry: 529 overloaded · answered by
 * ollama, llama3.2, 1.4 s”. The last step is `pending` while something is under way.
 */
export interface Way {
  steps: WayStep[];
  /** Endpoints that were tried already: another try at one of them is a retry. */
  tried: string[];
  /** Epoch ms at which the wait that is the last step began; it may end early. */
  waitingSince?: number;
}

/** A wait that was over at once is not worth a word. */
const SHORTEST_WAIT_MS = 100;

export const EMPTY_WAY: Way = { steps: [], tried: [] };

/** The way after an event of the stream. @param now epoch ms */
export function wayAfterEvent(way: Way, event: StreamEvent, now: number): Way {
  switch (event.type) {
    case "attempt":
      return pending(way, texts.asking(nameOf(way, event.endpoint)), now);
    case "queued":
      return pending(way, texts.queued(event.endpoint), now);
    case "loading":
      return pending(way, texts.loading(event.model), now);
    case "thinking":
      return pending(way, texts.thinking(nameOf(way, event.endpoint)), now);
    case "waiting":
      return { ...add(way, { tone: "waiting", text: texts.waiting(event.untilMs - now) }, now), waitingSince: now };
    case "delta":
    case "tool_call":
    case "restart":
      return way;
    case "done":
      return add(way, { tone: "answered", text: answeredText(event.completion, now) }, now);
  }
}

/** The way after an attempt ended. A success says nothing here: the `done` event does. @param stopped whether the person wants no answer any more */
export function wayAfterAttempt(way: Way, attempt: AttemptRecord, now: number, stopped = false): Way {
  const name = nameOf(way, attempt.endpoint);
  switch (attempt.outcome) {
    case "success":
      return way;
    case "cancelled":
      return stopped ? way : add(way, { tone: "note", text: texts.overtaken(name) }, now);
    case "skipped":
      // What is refused on purpose is no failure.
      return add(
        way,
        { tone: attempt.kind === "local_only" ? "note" : "failed", text: texts.skipped(name, failurePhrase(attempt)) },
        now,
      );
    case "failure": {
      const failed = add(way, { tone: "failed", text: texts.failed(name, failurePhrase(attempt)) }, now);
      return { ...failed, tried: [...way.tried, attempt.endpoint] };
    }
  }
}

/** The way when the first words of an answer are there. */
export function wayAnswering(way: Way, endpoint: string, now: number): Way {
  return pending(way, texts.answering(nameOf(way, endpoint)), now);
}

/** The way when nothing more will come: what was under way is gone. */
export function wayEnded(way: Way, now: number, last?: WayStep): Way {
  return last ? add(way, last, now) : { tried: way.tried, steps: settled(way, now) };
}

function nameOf(way: Way, endpoint: string): string {
  return way.tried.includes(endpoint) ? texts.retry(endpoint) : endpoint;
}

function add(way: Way, step: WayStep, now: number): Way {
  return { tried: way.tried, steps: [...settled(way, now), step] };
}

function pending(way: Way, text: string, now: number): Way {
  return add(way, { tone: "pending", text }, now);
}

/** What stays when the next step begins: not what was under way, and of a wait the time it really took. */
function settled({ steps, waitingSince }: Way, now: number): WayStep[] {
  const lasting = steps.filter((step) => step.tone !== "pending");
  if (waitingSince === undefined) return lasting;
  const waited = now - waitingSince;
  const before = lasting.slice(0, -1);
  return waited < SHORTEST_WAIT_MS ? before : [...before, { tone: "waiting", text: texts.waiting(waited) }];
}

function answeredText(completion: Completion, now: number): string {
  if (completion.cached) return texts.cached(ago(now - (completion.cachedAt ?? now)));
  const success = completion.attempts.findLast((attempt) => attempt.outcome === "success");
  return texts.answered(completion.endpoint, completion.model, success?.durationMs ?? completion.responseTimeMs);
}
