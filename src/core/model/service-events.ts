import type { StateChange } from "../breaker/types";
import type { ToolCall } from "./chat";
import type { FailureKind } from "./failure-kinds";
import type { Completion, RequestRecord } from "./request";

/** What is waited for before an endpoint is asked: the pause it asked for, the time before it is tried again, or that it is ready. */
export type WaitReason = "pause" | "again" | "ready";

export type StreamEvent =
  | { type: "attempt"; endpoint: string; step: number }
  /** `untilMs`: epoch milliseconds. `reason`: `why` in a few words. */
  | { type: "waiting"; endpoint: string; untilMs: number; why: WaitReason; reason: string }
  | { type: "queued"; endpoint: string; position: number }
  | { type: "loading"; endpoint: string; model: string; elapsedMs: number }
  /**
   * Signs of life, but no text yet; told once a second. `elapsedMs`: since the first of them. `text`: the next piece of the reasoning, told as it comes where the
   * request wants it.
   */
  | { type: "thinking"; endpoint: string; elapsedMs: number; text?: string }
  | { type: "delta"; text: string }
  /** A whole call of a tool: content of the answer as text is. */
  | ({ type: "tool_call"; endpoint: string } & ToolCall)
  /** Right before the first delta of the attempt that replaces a broken one. */
  | { type: "restart"; endpoint: string; reason: FailureKind }
  | { type: "done"; completion: Completion };

/** What the service tells whoever draws it or keeps it. Delivered synchronously; a listener that throws harms nobody. */
export type ServiceEvent =
  /**
   * `followed`: the breaker did what that of another window had done. `alongside`: it did so with the breaker of that endpoint, because nobody could be reached at
   * the address of both, or somebody could again.
   */
  | { type: "state"; endpoint: string; change: StateChange; followed?: boolean; alongside?: string }
  | { type: "health"; endpoint: string; at: number; live: boolean; ready?: boolean; warm?: boolean; changed: boolean }
  | { type: "request"; record: RequestRecord }
  | { type: "offline"; offline: boolean; at: number }
  /** A model began or ended being loaded at this endpoint, as far as a call or a warm-up has seen it. */
  | { type: "loading"; endpoint: string; active: boolean; at: number }
  /** Something in `endpoints()` changed otherwise: a call began or ended, a latch, a gate, the queue, a load. */
  | { type: "status"; endpoint: string };
