import type { ConversationStore } from "../../core/conversation/conversation-store";
import type { Logger } from "../../core/ports/logger";
import type { LlmService } from "../../core/service/service-api";
import type { HistoryStore } from "../../core/history/types";
import type { Action } from "../standing/actions";
import type { AnswerPanels } from "../answer-panel/panels";
import type { DashboardPanel } from "../dashboard/panel";
import type { ModelChoice } from "../choose/model-choice";
import type { FollowedPlaces } from "../editing/followed-places";
import type { Proposals } from "../editing/proposals";
import type { KeyStore } from "../secrets/key-store";
import type { SettingsStore } from "../settings/store";
import type { MetricsOutputs } from "../telemetry/metrics-outputs";

/** What commands work with. */
export interface HostContext {
  service: LlmService;
  settings: SettingsStore;
  keys: KeyStore;
  answers: AnswerPanels;
  history: HistoryStore;
  dashboard: DashboardPanel;
  metrics: MetricsOutputs;
  choice: ModelChoice;
  conversations: ConversationStore;
  places: FollowedPlaces;
  proposals: Proposals;
  /** Does what a button says. @returns whether asking again makes sense now */
  perform(action: Action): Promise<boolean>;
  /** Of what could be done, what leads somewhere on this machine. */
  offered(actions: Action[]): Action[];
  log: Logger;
  showLog(): Promise<void>;
  /** Resolves when the stored API keys are with the service; a request before that would be refused for a missing key. */
  ready(): Promise<void>;
}
