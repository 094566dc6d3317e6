import * as vscode from "vscode";
import type { EndpointClient } from "../../core/endpoint/client";
import type { OthersModels } from "./others-models";
import { VscodeLmClient } from "./vscode-lm-client";

/** @param model as {@link VscodeLmClient} takes it */
export const createEditorClient = (lm: OthersModels, model: string | undefined): EndpointClient =>
  new VscodeLmClient(
    {
      lm,
      CancellationTokenSource: vscode.CancellationTokenSource,
      LanguageModelChatMessage: vscode.LanguageModelChatMessage,
      LanguageModelTextPart: vscode.LanguageModelTextPart,
      LanguageModelToolCallPart: vscode.LanguageModelToolCallPart,
      LanguageModelToolResultPart: vscode.LanguageModelToolResultPart,
      LanguageModelChatToolMode: vscode.LanguageModelChatToolMode,
      ...(vscode.LanguageModelDataPart && { LanguageModelDataPart: vscode.LanguageModelDataPart }),
    },
    model,
  );
