import type { Clock } from "../../core/breaker/types";
import type { FailureKind } from "../../core/model/failure-kinds";
import type { LlmService } from "../../core/service/service-api";
import type { Configuration } from "../settings/apply";
import type { SettingsStore } from "../settings/store";

/** After the start, in milliseconds: not in its way, and before anybody has looked at the status bar for long. */
const FIRST_LOOK_MS = 2_000;

/** After these, what was last seen of the endpoint is hardly true any more. */
const CUT_OFF: ReadonlySet<FailureKind | undefined> = new Set(["refused", "dns", "connect_timeout"]);

export interface LookDeps {
  service: Pick<LlmService, "endpoints" | "followOthers" | "health" | "onEvent">;
  settings: Pick<SettingsStore, "current">;
  configuration: Pick<Configuration, "onDidApply">;
  clock: Clock;
}

/**
 * Has endpoints looked at sooner than the checks at intervals would, so that the status bar tells the truth: soon after the start, when an
 * endpoint's address, model or key has changed, and when a connection has failed. Not where checks are switched off; what other windows have seen is
 * followed then too.
 */
export function lookSoon({ service, settings, configuration, clock }: LookDeps): { dispose(): void } {
  let started = false;
  /** Those of which the last look has found nobody: another would find nobody either. */
  const seenDown = new Set<string>();
  const look = (ids: string[]): void => {
    if (started && settings.current.healthCheckInterval > 0) for (const id of ids) void service.health.healthCheck(id);
  };
  const lookAtNew = (): void =>
    look(
      service
        .endpoints()
        .filter(({ lastHealthCheckAt }) => lastHealthCheckAt === undefined)
        .map(({ id }) => id),
    );
  const timer = clock.setTimeout(() => {
    started = true;
    service.followOthers();
    look(service.endpoints().map(({ id }) => id));
  }, FIRST_LOOK_MS);
  const subscriptions = [
    configuration.onDidApply(lookAtNew),
    service.onEvent((event) => {
      if (event.type === "health") seenDown[event.live ? "delete" : "add"](event.endpoint);
      if (event.type !== "request") return;
      const failed = new Set(
        event.record.attempts
          .filter(({ outcome, kind }) => outcome === "failure" && CUT_OFF.has(kind))
          .map(({ endpoint }) => endpoint),
      );
      look(
        service
          .endpoints()
          .filter(({ id }) => failed.has(id) && !seenDown.has(id))
          .map(({ id }) => id),
      );
    }),
  ];
  return {
    dispose() {
      clock.clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
