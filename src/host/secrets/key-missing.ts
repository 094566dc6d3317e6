import type { Logger } from "../../core/ports/logger";
import { messages } from "../notify";
import { keys as texts } from "../texts/keys";
import { buttons } from "../texts/standing";
import type { KeyStore, MissedKey } from "./key-store";

/** Tells of keys that the editor's secret storage does not give: requests go without them, and a server that refuses them is not to blame. */
export function tellOfMissedKeys(keys: KeyStore, log: Logger, showLog: () => Promise<void>): { dispose(): void } {
  return keys.onDidMiss((missed) => {
    const { origin, error } = missed;
    log.warn(`The secret storage does not give the API key for ${origin}`, ...(error === undefined ? [] : [error]));
    void messages.warning(sentence(missed), buttons.showLog).then(async (pressed) => {
      if (pressed !== undefined) await showLog();
    });
  });
}

function sentence({ origin, error, lastOne }: MissedKey): string {
  if (error === undefined) return lastOne ? texts.awaitedAnew(origin) : texts.awaited(origin);
  return lastOne ? texts.unreadableAnew(origin) : texts.unreadable(origin);
}
