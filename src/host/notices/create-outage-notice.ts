import type * as vscode from "vscode";
import type { Logger } from "../../core/ports/logger";
import type { LlmService } from "../../core/service/service-api";
import type { Action } from "../standing/actions";
import { messages } from "../notify";
import { watchOutages } from "./outage-notice";

/** The notice of an outage as it is shown in the editor. */
export function createOutageNotice(
  service: LlmService,
  perform: (action: Action) => Promise<boolean>,
  offered: (actions: Action[]) => Action[],
  log: Logger,
): vscode.Disposable {
  return watchOutages({
    service,
    warn: (message, ...buttons) => messages.warning(message, ...buttons),
    perform,
    offered,
    log: (error) => log.error("The notice of an outage failed", error),
  });
}
