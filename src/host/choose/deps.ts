import type { EndpointClient } from "../../core/endpoint/client";
import type { EndpointConfig } from "../../core/model/endpoint";
import type { Logger } from "../../core/ports/logger";
import type { LlmService } from "../../core/service/service-api";
import type { KeyStore } from "../secrets/key-store";
import type { SettingsStore } from "../settings/store";
import type { Action } from "../standing/actions";
import type { ModelChoice } from "./model-choice";

/** What choosing whom to ask, and adding to the choice, works with. */
export interface ChooseDeps {
  service: LlmService;
  settings: Pick<SettingsStore, "current">;
  keys: KeyStore;
  choice: ModelChoice;
  /** A client for an endpoint that is in no settings (yet). */
  clientOf(config: EndpointConfig): EndpointClient;
  /** Resolves when settings and stored API keys are with the service; a request before that would be refused for a missing key. */
  ready(): Promise<void>;
  /** Does what a button says. @returns whether asking again makes sense now */
  perform(action: Action): Promise<boolean>;
  /** Of what could be done, what leads somewhere on this machine. */
  offered(actions: Action[]): Action[];
  log: Logger;
}
