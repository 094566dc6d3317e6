import { shownUrl } from "../../../core/foreign/shown-url";
import type { ProbeResult } from "../../../core/endpoint/client";
import { health } from "../../texts/standing";
import { add } from "../../texts/choose";

const texts = add.probe;

/** How a look at a server that is to be added ended. */
export interface Seen {
  /** `doubtful`: as it is, no question would be answered. */
  verdict: "fine" | "wants key" | "doubtful";
  /** “answers, and has 3 models” */
  words: string;
  /** A sentence, where there is more to say. */
  why?: string;
}

/** What was found, said in the words of other looks at endpoints. */
export function verdictOf({ live, ready, models, failure, message }: ProbeResult, url: string): Seen {
  const kind = failure !== undefined && "kind" in failure ? failure.kind : undefined;
  const why = message === undefined ? {} : { why: message };
  if (live === undefined) return { verdict: "doubtful", words: message ?? health.notLookedAt };
  if (!live) return { verdict: "doubtful", words: health.notAnswering(shownUrl(url)), ...why };
  if (kind === "auth") return { verdict: "wants key", words: texts.wantsKey };
  if (kind === "model_missing" || models?.length === 0) return { verdict: "fine", words: texts.noModel };
  if (ready === false) return { verdict: "doubtful", words: texts.refuses, ...why };
  return { verdict: "fine", words: models ? texts.models(models.length) : health.answers };
}
