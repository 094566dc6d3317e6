import type { ChatCall } from "../../../endpoint/client";
import type { EndpointFailure } from "../../../failure/endpoint-failure";
import type { Verdict } from "../../../failure/verdict";
import type { ToolCall, Usage } from "../../../model/chat";
import type { Need } from "../../../model/needs";
import type { Clock } from "../../../ports/clock";
import type { Loads } from "../../endpoints/loads";
import type { NetworkWatch } from "../../endpoints/network-watch";
import type { SharedState } from "../../endpoints/shared/shared-state";
import type { AttemptTimes, DeadlineInput } from "./deadline";

/** What an attempt needs of the service around it. */
export interface AttemptContext {
  clock: Clock;
  /** Loads of models that go on without the attempt that caused them. */
  loads: Pick<Loads, "start" | "adopt">;
  network: Pick<NetworkWatch, "isOnline">;
  /** Other windows with which trials of a half-open breaker are shared. */
  shared: Pick<SharedState, "takeTrial"> | undefined;
}

export interface AttemptInput extends DeadlineInput {
  times: AttemptTimes & { throttleBackoffMs: number };
  /** The model asked for; without it the endpoint's own. */
  model: string | undefined;
  /** What is asked. */
  call: Omit<ChatCall, "model">;
  /** True: the text of the reasoning is told too. */
  thinking: boolean;
  /** What the model must be able to do. */
  needs: readonly Need[];
  /** True: text is shown as it comes, so that an answer that breaks off cannot simply be asked for again. */
  streamed: boolean;
}

/** What a person should see while an attempt runs. */
export type AttemptEvent =
  | { type: "queued"; position: number }
  | { type: "loading"; model: string; elapsedMs: number }
  | { type: "thinking"; elapsedMs: number; text?: string }
  /** The call of a tool has begun: the answer's first content where no text came before. Not for anybody to see. */
  | { type: "calling" }
  | { type: "delta"; text: string };

export type AttemptEnd =
  | {
      outcome: "success";
      content: string;
      /** Absent: none. */
      toolCalls?: ToolCall[];
      model: string;
      finishReason: string;
      usage: Usage;
      ttftMs: number;
      /** Pieces that could not be read; absent: none. */
      unreadable?: number;
      /** The server left out a part of the prompt without saying so. */
      promptTruncated?: true;
    }
  | { outcome: "failure"; failure: EndpointFailure; verdict: Verdict; shown: boolean }
  /** The breaker refused after our own queue had been waited in. */
  | { outcome: "refused" }
  /** Another window makes the trial: for at most that long unless it goes on, in milliseconds. */
  | { outcome: "refused"; message: string; retryAfterMs: number }
  /** The settings name its endpoint no more: nothing was sent. */
  | { outcome: "removed" }
  | { outcome: "cancelled" };
