import * as vscode from "vscode";
import { endpoints as endpointsRule } from "../../settings/rules/endpoint-rules";
import { BadValue } from "../../settings/rules/value-rules";

const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;

/** What is wrong with the endpoints that are set now; undefined where one can be added to them. */
export function endpointsProblem(): string | undefined {
  try {
    endpointsRule(inForce(), "llmBreaker.endpoints");
    return undefined;
  } catch (error) {
    if (error instanceof BadValue) return error.message;
    throw error;
  }
}

/** Adds an endpoint behind those that are set, where they are set: in the user's settings, unless the opened folder has its own. */
export async function writeEndpoint(entry: Record<string, string>): Promise<void> {
  const present = inForce();
  const all = [...(Array.isArray(present) ? (present as unknown[]) : []), entry];
  await configuration().update("endpoints", all, scope(present));
}

const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration("llmBreaker");

const inForce = (): unknown => configuration().get("endpoints");

/** Where the value in force comes from: a folder that is not trusted may have one that is not in force. */
function scope(present: unknown): vscode.ConfigurationTarget {
  const set = configuration().inspect("endpoints");
  const inForceAt = (value: unknown): boolean =>
    value !== undefined && JSON.stringify(value) === JSON.stringify(present);
  if (inForceAt(set?.workspaceFolderValue)) return WorkspaceFolder;
  return inForceAt(set?.workspaceValue) ? Workspace : Global;
}
