import type { Clock } from "../../core/breaker/types";
import type { HistoryStore, StoredRequest } from "../../core/history/types";
import type { ThresholdValues } from "../../core/messages/dashboard-queries";
import type { ThresholdField } from "../../core/messages/dashboard-results";
import type { Logger } from "../../core/ports/logger";
import type { LlmService } from "../../core/service/service-api";
import type { Action } from "../standing/actions";
import type { ChaosTransport } from "../../node/transport/chaos/chaos-transport";

/** The thresholds of endpoints as they stand in the settings. */
export interface ThresholdStore {
  fields(endpoint: string): ThresholdField[];
  /** Rejects with a message for people when a value is out of range or the settings cannot be written. */
  save(endpoint: string, values: ThresholdValues): Promise<void>;
}

/** What the dashboard works with. */
export interface DashboardDeps {
  service: Pick<
    LlmService,
    "endpoints" | "onEvent" | "checkHealth" | "reset" | "trip" | "allowTrial" | "offline" | "localOnly"
  >;
  history: HistoryStore;
  chaos: Pick<ChaosTransport, "set" | "clear" | "active" | "onChange">;
  thresholds: ThresholdStore;
  /** Shows a stored answer in the answer panel. */
  openAnswer(request: StoredRequest): Promise<void>;
  /** Asks the same again, in the answer panel. */
  askAgain(request: StoredRequest): Promise<void>;
  /** Starts “LLM: Ask…”. */
  ask(): Promise<void>;
  /** Starts “LLM: Simulate Outage…”. */
  simulateOutage(): Promise<void>;
  openSettings(): Promise<void>;
  /** Of what could be done, what leads somewhere on this machine. */
  offered(actions: Action[]): Action[];
  /** Does what a button that mends something says. */
  perform(action: Action): Promise<unknown>;
  copy(text: string): Promise<void>;
  clock: Clock;
  log: Logger;
}
