import * as vscode from "vscode";
import { systemClock } from "../../core/breaker/system-clock";
import type { AnswerPanels } from "../answer-panel/panels";
import { askOf, replayOf } from "../answer-panel/turn/replay";
import type { DashboardDeps } from "./deps";
import { DashboardPanel } from "./panel";
import { ThresholdSettings } from "./threshold-settings";

export interface DashboardParts extends Pick<
  DashboardDeps,
  "service" | "history" | "chaos" | "perform" | "offered" | "log"
> {
  extensionUri: vscode.Uri;
  answers: Pick<AnswerPanels, "ask">;
}

/** The dashboard in the editor. It is restored after a window reload; nothing is read or computed before it is shown. */
export function createDashboard({
  extensionUri,
  answers,
  service,
  history,
  chaos,
  perform,
  offered,
  log,
}: DashboardParts): DashboardPanel {
  const run = async (command: string, ...args: unknown[]): Promise<void> =>
    void (await vscode.commands.executeCommand(command, ...args));
  return new DashboardPanel(extensionUri, {
    service,
    history,
    chaos,
    perform,
    offered,
    log,
    thresholds: new ThresholdSettings(),
    openAnswer: (request) => answers.ask(replayOf(request, systemClock.wallNow())),
    askAgain: (request) => answers.ask(askOf(request)),
    ask: () => run("llmBreaker.ask"),
    simulateOutage: () => run("llmBreaker.simulateOutage"),
    openSettings: () => run("llmBreaker.openSettings"),
    copy: (text) => Promise.resolve(vscode.env.clipboard.writeText(text)),
    clock: systemClock,
  });
}
