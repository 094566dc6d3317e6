import { createRequire } from "node:module";
import { join } from "node:path";
import { notLoaded } from "../../core/failure/loaded";
import type * as chunk from "../../node/telemetry/index";

/** The chunk that carries the OpenTelemetry SDK. */
export type TelemetryChunk = typeof chunk;

/** Loads the chunk from the extension's folder. Not an import: that would make it part of the extension's own bundle. @throws as `loaded` rejects */
export function loadTelemetryChunk(extensionFolder: string): TelemetryChunk {
  const file = join(extensionFolder, "dist", "telemetry.js");
  try {
    return createRequire(file)(file) as TelemetryChunk;
  } catch (error) {
    throw notLoaded(error);
  }
}
