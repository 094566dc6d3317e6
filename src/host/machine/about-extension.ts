import { hostname } from "node:os";
import type * as vscode from "vscode";
import { machineName } from "./machine-name";
import { whereabouts } from "./whereabouts";

/** Which extension this is, and where it runs. `machine`: what `localhost` is, where there is something to mistake it for. `hostName`: what the machine calls itself. */
export function aboutExtension(context: Pick<vscode.ExtensionContext, "extension">): {
  version: string;
  kind: string;
  machine: string | undefined;
  hostName: string;
} {
  const place = whereabouts(context);
  const { version } = context.extension.packageJSON as { version?: unknown };
  return { version: String(version), kind: place.runs, machine: machineName(place), hostName: hostname() };
}
