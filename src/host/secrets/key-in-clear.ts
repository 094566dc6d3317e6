import { sendsInClear } from "../../core/endpoint/key-in-clear";
import { messages } from "../notify";
import { keys as texts } from "../texts/keys";
import type { KeyStore } from "./key-store";

/** Asks whether a key may be stored where it will travel unencrypted. @returns true also where it will not */
export async function mayStore(keys: KeyStore, origin: string): Promise<boolean> {
  if (!sendsInClear(origin)) return true;
  const choice = await messages.confirm(texts.inClear(origin), texts.inClearDetail, texts.storeAnyway);
  if (choice === undefined) return false;
  await keys.noteInClear(origin);
  return true;
}

/** Says once of each of these origins, not once a window, that its key travels unencrypted: it may have been stored before that was asked. */
export function tellOfKeysInClear(keys: KeyStore, origins: Iterable<string>): void {
  for (const origin of origins) {
    if (!sendsInClear(origin) || keys.isKnownInClear(origin)) continue;
    void keys.noteInClear(origin);
    void messages.warning(`${texts.inClear(origin)} ${texts.inClearDetail}`);
  }
}
