import type { Logger } from "../../core/ports/logger";
import { messages } from "../notify";
import { keys as texts } from "../texts/keys";
import { buttons } from "../texts/standing";
import type { KeyStore } from "./key-store";

/** Tells of keys that the editor's secret storage does not give: requests go without them, and a server that refuses them is not to blame. */
export function tellOfMissedKeys(keys: KeyStore, log: Logger, showLog: () => Promise<void>): { dispose(): void } {
  return keys.onDidMiss(({ origin, error }) => {
    log.warn(`The secret storage does not give the API key for ${origin}`, ...(error === undefined ? [] : [error]));
    void messages
      .warning(error === undefined ? texts.awaited(origin) : texts.unreadable(origin), buttons.showLog)
      .then(async (pressed) => {
        if (pressed !== undefined) await showLog();
      });
  });
}
