import { t } from "../../../core/l10n/t";
import type { AnswerStatus } from "../../../core/messages/turn";
import type { StreamEvent, WaitReason } from "../../../core/model/service-events";

/** What is waited for before an endpoint is asked, as a line of its own. */
const WAITS: Record<WaitReason, (endpoint: string) => string> = {
  pause: (endpoint) => t("{0} is rate limited and asked for a pause", endpoint),
  again: (endpoint) => t("Waiting before trying {0} again…", endpoint),
  ready: (endpoint) => t("Waiting until {0} is ready…", endpoint),
};

/** @param now epoch milliseconds */
export const waitStatus = (
  { why, endpoint, untilMs }: StreamEvent & { type: "waiting" },
  now: number,
): AnswerStatus => ({ phase: "waiting", text: WAITS[why](endpoint), remainingMs: Math.max(0, untilMs - now) });
