import type { StateChangeReason } from "../../core/breaker/types";
import type { SimulationMode } from "../../core/messages/dashboard-live";
import { quote } from "../../core/foreign/foreign-text";
import { t } from "../../core/l10n/t";
import { countdown, duration } from "../texts/format";

const SIMULATING: Record<SimulationMode, (left: string, id: string) => string> = {
  fail: (left, id) => t("Simulating for {0}: {1} refuses every connection.", left, id),
  hang: (left, id) => t("Simulating for {0}: {1} never answers.", left, id),
  slow: (left, id) => t("Simulating for {0}: {1} answers slowly.", left, id),
  cut: (left, id) => t("Simulating for {0}: {1} cuts its answers short.", left, id),
};

/** What the host's side of the dashboard says; the page has texts of its own. */
export const dashboard = {
  title: t("LLM Breaker Dashboard"),
  probed: (id: string, found: string) => `${id}: ${found}`,
  reset: (id: string) => t("{0} was reset: calls are let through again.", id),
  tripped: (id: string) => t("{0} was tripped: no calls are sent to it for now.", id),
  trial: (id: string) => t("The next call to {0} is its trial.", id),
  askedAgain: (id: string) => t("{0} is asked again with the next call.", id),
  simulating: (id: string, mode: SimulationMode, forMs: number) => SIMULATING[mode](countdown(forMs), id),
  simulationEnded: t("The simulated outage has ended."),
  cannotSimulate: (id: string) =>
    t("No outage can be simulated for {0}: its calls go through the editor, not over our connections.", id),
  saved: (id: string) => t("The thresholds of {0} are saved in the settings.", id),
  unknownEndpoint: (id: string) => t("There is no endpoint “{0}” any more.", quote(id)),
  requestGone: t("This request is no longer in the history."),
  textsGone: t("The prompt of this request was not kept, so it cannot be asked again."),
  questionCut: t("The question was too long for the history: only its beginning is kept, so it cannot be asked again."),
  wayCopied: t("The way of the request was copied."),
  queryFailed: t("The history could not be read. The log has the details."),
  actionFailed: (reason: string) => t("That did not work: {0}", reason),
  wait: (ms: number) => t("waited {0}", duration(ms)),
  firstToken: (ms: number) => t("first token {0}", duration(ms)),
  answered: t("answered"),
  cancelled: t("cancelled"),
};

/** Why a breaker changed its state, in a few words. */
export const CHANGE_REASONS: Record<StateChangeReason, string> = {
  failure_threshold: t("failures in a row"),
  failure_rate: t("failure rate"),
  slow_call_rate: t("slow calls"),
  recovery_timeout: t("recovery time over"),
  trial_success: t("trial succeeded"),
  trial_failure: t("trial failed"),
  probe: t("let through early"),
  trip: t("tripped, by hand or with another at its address"),
  reset: t("reset by hand"),
  mode: t("mode changed"),
};
