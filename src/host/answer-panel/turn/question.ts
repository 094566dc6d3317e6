import type { TextMessage } from "../../../core/model/chat";
import type { StoredRequest } from "../../../core/history/types";
import type { RequestLabel } from "../../../core/model/request";
import type { Place } from "../../editing/place";

/** The code that an answer may replace. */
export interface CodeSource {
  place: Place;
  /** What the button says that replaces it. */
  replace: string;
}

interface Shown {
  /** What the header shows. */
  title: string;
  notice?: string;
}

/** A question as a command makes it: it goes to the endpoints. */
export interface Ask extends Shown {
  type: "ask";
  messages: TextMessage[];
  /** What the history calls it: the command that asked (“Ask”, “Analyze”, “Run: Tests”) and what it was about. */
  label?: RequestLabel;
  /** Present where the answer may replace the code it is about. */
  source?: CodeSource;
  /** True where everything before it in the conversation goes with it as context. */
  follows?: boolean;
  /** The same question with less code, where there is less to send; for an endpoint that says the prompt is too long. */
  shorten?: () => Ask | undefined;
}

/** A question of the history with its answer, which is shown again: nothing is sent. */
export interface Replay extends Shown {
  type: "replay";
  request: StoredRequest;
}

/** What an answer panel can show. */
export type Question = Ask | Replay;
