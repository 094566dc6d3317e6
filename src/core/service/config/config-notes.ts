import { sendsInClear } from "../../endpoint/key-in-clear";
import { shownUrl } from "../../foreign/shown-url";
import type { ResolvedConfig } from "./config";
import type { ServiceConfig } from "../../model/config";

/** What whoever wrote the config should know of it, though it can be used: sentences for the log, none with a key in it. */
export function configNotes(given: ServiceConfig, resolved: ResolvedConfig): string[] {
  const notes: string[] = [];
  const { healthCheckIntervalMs: wanted } = given;
  if (wanted !== undefined && wanted < resolved.healthCheckIntervalMs) {
    notes.push(
      `healthCheckIntervalMs was raised from ${wanted} to ${resolved.healthCheckIntervalMs}: more frequent checks would flood the endpoints.`,
    );
  }
  for (const { id, url, apiKey } of resolved.endpoints) {
    if (apiKey && sendsInClear(url))
      notes.push(
        `The API key of ${id} travels unencrypted to ${shownUrl(url)}: whatever is on the way, a proxy too, can read it.`,
      );
  }
  return notes;
}
