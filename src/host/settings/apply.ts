import { Emitter } from "../../core/async/emitter";
import type { LlmService } from "../../core/service/service-api";
import type { Logger } from "../../core/ports/logger";
import { warnOfSettings } from "../actions/open-settings";
import { tellOfKeysInClear } from "../secrets/key-in-clear";
import { keyedOrigin, type KeyStore } from "../secrets/key-store";
import { settings as texts } from "../texts/settings";
import { coalesce } from "../../core/async/coalesce";
import { serviceConfig } from "./service-config";
import type { SettingsStore } from "./store";

export interface Configuration {
  /** Resolves when everything so far is applied; never rejects. */
  ready(): Promise<void>;
  /** Told after each config that the service took. */
  onDidApply(listener: () => void): { dispose(): void };
  dispose(): void;
}

/**
 * Keeps the service's config what settings and stored keys say. A burst of changes is applied once or twice, at once, to
 * live breakers.
 */
export function keepConfigured(
  service: LlmService,
  settings: SettingsStore,
  keys: KeyStore,
  log: Logger,
): Configuration {
  const applied = new Emitter<void>();
  const apply = coalesce(
    async () => {
      const current = settings.current;
      const known = await keys.keysFor(current.endpoints);
      service.configure(serviceConfig(current, (endpoint) => known.get(keyedOrigin(endpoint) ?? "")));
      log.info("Settings applied");
      tellOfKeysInClear(keys, known.keys());
      applied.emit();
    },
    (error) => {
      log.error("Settings could not be applied", error);
      const reason = error instanceof Error ? error.message : String(error);
      void warnOfSettings(texts.refused(reason));
    },
  );
  let latest = settings.current.endpoints.some((endpoint) => keyedOrigin(endpoint) !== undefined)
    ? apply()
    : Promise.resolve();
  const again = (): void => void (latest = apply());
  const subscriptions = [settings.onDidChange(again), keys.onDidChange(again)];
  return {
    ready: () => latest,
    onDidApply: (listener) => applied.on(listener),
    dispose: () => subscriptions.forEach((subscription) => subscription.dispose()),
  };
}
