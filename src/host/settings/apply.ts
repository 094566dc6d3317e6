import { Emitter } from "../../core/async/emitter";
import type { ServiceConfig } from "../../core/model/config";
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
  let known = new Map<string, string>();
  /** The last config that the service took. */
  let taken = serviceConfig(settings.current);
  const configure = (config: ServiceConfig): void => {
    service.configure(config);
    taken = config;
  };
  const apply = coalesce(
    async () => {
      const current = settings.current;
      known = await keys.keysFor(current.endpoints);
      configure(serviceConfig(current, (endpoint) => known.get(keyedOrigin(endpoint) ?? "")));
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
  /** A store of secrets may keep one waiting, and nothing may leave meanwhile. */
  const stayLocalAtOnce = (): void => {
    const { current } = settings;
    if (!current.localOnly || service.localOnly) return;
    try {
      configure(serviceConfig(current, (endpoint) => known.get(keyedOrigin(endpoint) ?? "")));
    } catch {
      // What cannot be applied is told of when all of it is; that nothing may leave does not wait for that.
      service.configure({ ...taken, localOnly: true });
    }
  };
  let latest = settings.current.endpoints.some((endpoint) => keyedOrigin(endpoint) !== undefined)
    ? apply()
    : Promise.resolve();
  const again = (): void => {
    stayLocalAtOnce();
    latest = apply();
  };
  const subscriptions = [settings.onDidChange(again), keys.onDidChange(again)];
  return {
    ready: () => latest,
    onDidApply: (listener) => applied.on(listener),
    dispose: () => subscriptions.forEach((subscription) => subscription.dispose()),
  };
}
