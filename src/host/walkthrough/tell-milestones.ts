import * as vscode from "vscode";
import type { Disposable } from "../../core/async/disposable";
import type { LlmService } from "../../core/service/service-api";
import { watchMilestones } from "./milestones";

export const tellMilestones = (service: LlmService): Disposable =>
  watchMilestones(service, (milestone) => {
    void vscode.commands.executeCommand("setContext", `llmBreaker.${milestone}`, true);
  });
