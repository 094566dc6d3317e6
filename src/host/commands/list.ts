import { leadOn } from "../actions/lead-on";
import { openSettings } from "../actions/open-settings";
import { isNotLoaded } from "../../core/failure/loaded";
import { NothingToSend } from "../code/code-question";
import { messages } from "../notify";
import { buttons, errors } from "../texts/standing";
import { addEndpoint } from "../choose/add/add-endpoint";
import { chooseModel } from "../choose/choose-model";
import { pullModel } from "../choose/pull-model";
import type { HostContext } from "./context";
import type { CommandId } from "./ids";
import { openConversation } from "../conversations/open-conversation";
import { clearHistory } from "../history/clear-history";
import { copyDiagnostics } from "../diagnostics/copy-diagnostics";
import { exportHistory } from "../history/export-history";
import { copyMetrics } from "../telemetry/copy-metrics";
import { endOutage, simulateOutage } from "../walkthrough/simulate-outage";
import { analyzeSelection } from "./analyze-selection";
import { askCommands } from "./ask";
import { checkHealth } from "./check-health";
import { commitMessage } from "./commit-message";
import { fixProblems } from "./fix-problems";
import { proposedChangeCommands } from "./proposed-change";
import { resetBreaker } from "./reset-breaker";
import { runPrompt } from "./run-prompt";
import { setApiKey } from "./set-api-key";
import { showActions } from "./show-actions";
import { startOllamaCommand } from "./start-ollama";
import { tryNow } from "./try-now";

type Handler = (...args: unknown[]) => unknown;

/** Runs commands; what one of them throws becomes one sentence for the user and the whole in the log. What code is missing for is told for all alike (reload-window.ts). */
export function commandRunner(context: HostContext): (id: CommandId, args: unknown[]) => Promise<unknown> {
  const handlers = commandHandlers(context);
  return async (id, args) => {
    try {
      return await handlers[id](...args);
    } catch (error) {
      if (error instanceof NothingToSend) {
        if (error.wayOn) leadOn(error.message, error.wayOn);
        else void messages.warning(error.message);
        return undefined;
      }
      if (isNotLoaded(error)) throw error;
      context.log.error(`“${id}” failed`, error);
      const message = error instanceof Error ? error.message : String(error);
      void messages.error(errors.unexpected(message), buttons.showLog).then((choice) => {
        if (choice !== undefined) void context.showLog();
      });
      return undefined;
    }
  };
}

/** What each command does. */
function commandHandlers(context: HostContext): Record<CommandId, Handler> {
  const ask = askCommands(context);
  const change = proposedChangeCommands(context);
  return {
    "llmBreaker.ask": (question) => ask.ask(question),
    "llmBreaker.askPrevious": () => ask.previous(),
    "llmBreaker.askNext": () => ask.next(),
    "llmBreaker.analyzeSelection": analyzeSelection(context),
    "llmBreaker.fixProblems": fixProblems(context),
    "llmBreaker.runPrompt": runPrompt(context),
    "llmBreaker.chooseModel": chooseModel(context),
    "llmBreaker.pullModel": pullModel(context),
    "llmBreaker.addEndpoint": addEndpoint(context),
    "llmBreaker.commitMessage": commitMessage(context),
    "llmBreaker.newConversation": () => context.answers.begin(),
    "llmBreaker.openConversation": openConversation(context.conversations, () => context.answers),
    "llmBreaker.focusAnswer": () => context.answers.focus(),
    "llmBreaker.applyChange": (uri) => change.apply(uri),
    "llmBreaker.discardChange": (uri) => change.discard(uri),
    "llmBreaker.checkHealth": checkHealth(context),
    "llmBreaker.resetBreaker": resetBreaker(context),
    "llmBreaker.tryNow": tryNow(context),
    "llmBreaker.setApiKey": setApiKey(context),
    "llmBreaker.showActions": showActions(context),
    "llmBreaker.showLog": () => context.showLog(),
    "llmBreaker.openSettings": (setting) => openSettings(typeof setting === "string" ? setting : undefined),
    "llmBreaker.startOllama": startOllamaCommand(context),
    "llmBreaker.copyMetrics": copyMetrics(context),
    "llmBreaker.copyDiagnostics": copyDiagnostics(context),
    "llmBreaker.openDashboard": () => context.dashboard.show(),
    "llmBreaker.simulateOutage": simulateOutage(context),
    "llmBreaker.endOutage": endOutage(context),
    "llmBreaker.exportHistory": exportHistory(context),
    "llmBreaker.clearHistory": clearHistory(context),
  };
}
