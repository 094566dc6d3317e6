import * as vscode from "vscode";
import { systemClock } from "../../core/breaker/system-clock";
import { Choices, type Choice } from "./choices";
import { Inputs, type OpenInput } from "./inputs";
import { Messages } from "./messages";
import { Progress } from "./progress";
import { Steps } from "./steps";

export type { Choice, OpenInput };
export type { StepEnd, StepWords } from "./steps";

/**
 * The only way in which this extension shows messages, lists, boxes and progress: nothing else may touch those functions of the editor's window
 * (a lint rule holds that), because everything that goes through here is made inert.
 */
export const messages = new Messages(vscode.window);
export const choices = new Choices(vscode.window);
export const inputs = new Inputs(vscode.window);
export const progress = new Progress(vscode.window, vscode.ProgressLocation.Notification, systemClock);
export const steps = new Steps(vscode.window, vscode.QuickInputButtons.Back);
