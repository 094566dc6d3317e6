import type * as vscode from "vscode";
import { systemClock } from "../../core/breaker/system-clock";
import type { SharedOutages } from "../../core/history/shared-outages";
import type { Logger } from "../../core/ports/logger";
import type { LlmService } from "../../core/service/service-api";
import type { Action } from "../standing/actions";
import { messages } from "../notify";
import { watchOutages } from "./outage-notice";

/** The notice of an outage as it is shown in the editor. */
export function createOutageNotice(
  service: LlmService,
  outages: SharedOutages,
  perform: (action: Action) => Promise<boolean>,
  offered: (actions: Action[]) => Action[],
  log: Logger,
): vscode.Disposable {
  return watchOutages({
    service,
    outages,
    clock: systemClock,
    warn: (message, ...buttons) => messages.warning(message, ...buttons),
    perform,
    offered,
    log: (error) => log.error("The notice of an outage failed", error),
  });
}
