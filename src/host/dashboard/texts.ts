import type { StateChangeReason } from "../../core/breaker/types";
import type { SimulationMode } from "../../core/messages/dashboard-live";
import { quote } from "../../core/foreign/foreign-text";
import { countdown, duration } from "../texts/format";

const MODES: Record<SimulationMode, string> = {
  fail: "refuses every connection",
  hang: "never answers",
  slow: "answers slowly",
  cut: "cuts its answers short",
};

/** What the host's side of the dashboard says; the page has texts of its own. */
export const dashboard = {
  title: "LLM Breaker Dashboard",
  probed: (id: string, found: string) => `${id}: ${found}`,
  reset: (id: string) => `${id} was reset: calls are let through again.`,
  tripped: (id: string) => `${id} was tripped: no calls are sent to it for now.`,
  trial: (id: string) => `The next call to ${id} is its trial.`,
  askedAgain: (id: string) => `${id} is asked again with the next call.`,
  simulating: (id: string, mode: SimulationMode, forMs: number) =>
    `Simulating for ${countdown(forMs)}: ${id} ${MODES[mode]}.`,
  simulationEnded: "The simulated outage has ended.",
  cannotSimulate: (id: string) =>
    `No outage can be simulated for ${id}: its calls go through the editor, not over our connections.`,
  saved: (id: string) => `The thresholds of ${id} are saved in the settings.`,
  unknownEndpoint: (id: string) => `There is no endpoint “${quote(id)}” any more.`,
  requestGone: "This request is no longer in the history.",
  textsGone: "The prompt of this request was not kept, so it cannot be asked again.",
  questionCut: "The question was too long for the history: only its beginning is kept, so it cannot be asked again.",
  wayCopied: "The way of the request was copied.",
  queryFailed: "The history could not be read. The log has the details.",
  actionFailed: (reason: string) => `That did not work: ${reason}`,
  wait: (ms: number) => `waited ${duration(ms)}`,
  answered: "answered",
  cancelled: "cancelled",
};

/** Why a breaker changed its state, in a few words. */
export const CHANGE_REASONS: Record<StateChangeReason, string> = {
  failure_threshold: "failures in a row",
  failure_rate: "failure rate",
  slow_call_rate: "slow calls",
  recovery_timeout: "recovery time over",
  trial_success: "trial succeeded",
  trial_failure: "trial failed",
  probe: "let through early",
  trip: "tripped, by hand or with another at its address",
  reset: "reset by hand",
  mode: "mode changed",
};
