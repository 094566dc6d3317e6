import type { ConversationStore } from "../../core/conversation/conversation-store";
import type { HistoryStore } from "../../core/history/types";
import type { AnswerPanels } from "../answer-panel/panels";
import type { DashboardPanel } from "../dashboard/panel";
import type { ChooseDeps } from "../choose/deps";
import type { DiagnosticsDeps } from "../diagnostics/copy-diagnostics";
import type { FollowedPlaces } from "../editing/followed-places";
import type { Proposals } from "../editing/proposals";
import type { SettingsStore } from "../settings/store";
import type { MetricsOutputs } from "../telemetry/metrics-outputs";
import type { OutageDeps } from "../walkthrough/simulate-outage";

/** What commands work with. */
export interface HostContext extends ChooseDeps, Pick<DiagnosticsDeps, "about"> {
  chaos: OutageDeps["chaos"];
  settings: SettingsStore;
  answers: AnswerPanels;
  history: HistoryStore;
  dashboard: DashboardPanel;
  metrics: MetricsOutputs;
  conversations: ConversationStore;
  places: FollowedPlaces;
  proposals: Proposals;
  showLog(): Promise<void>;
}
