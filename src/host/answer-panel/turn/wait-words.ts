import { t } from "../../../core/l10n/t";
import type { WaitReason } from "../../../core/model/service-events";

/** What is waited for before an endpoint is asked, as a line of its own. */
export const WAITS: Record<WaitReason, (endpoint: string) => string> = {
  pause: (endpoint) => t("{0} is rate limited and asked for a pause", endpoint),
  again: (endpoint) => t("Waiting before trying {0} again…", endpoint),
  ready: (endpoint) => t("Waiting until {0} is ready…", endpoint),
};
