import type { FailureLine } from "../../core/messages/answer";
import { typeInfo } from "../../core/model/endpoint-types";
import type { AttemptRecord } from "../../core/model/attempt";
import type { EndpointStatus } from "../../core/model/endpoint";
import { AllEndpointsFailedError, EndpointError } from "../../core/failure/errors";
import { hostOf, isLoopback } from "../../core/endpoint/address";
import { ruleOf, type Cure, type FailureKind } from "../../core/model/failure-kinds";
import { EndpointFailure } from "../../core/failure/endpoint-failure";
import { errors } from "../texts";
import type { Action } from "./actions";
import { lineOf, tryNow } from "./no-calls";
import { isPaused, takesCalls } from "./standing";

/** What a person reads when there is no answer, and what they can do about it; the first action is the likeliest cure. */
export interface FailureView {
  message: string;
  /** What became of each endpoint, where there are several or they are open. */
  lines: FailureLine[];
  actions: Action[];
}

/** The model that “Pull …” offers where nobody named one. */
const SUGGESTED_MODEL = "llama3.2";

/** What mends a real outage, and is no use against a simulated one. */
const MENDING = new Set<Action["do"]>(["start_ollama", "get_ollama", "open_settings"]);

/** @param canShorten whether the question can be asked with less code @param now epoch milliseconds */
export function failureView(
  error: unknown,
  endpoints: EndpointStatus[],
  canShorten: boolean,
  now: number,
): FailureView {
  const simulated = endpoints.filter((endpoint) => endpoint.simulated).map(({ id }) => id);
  const view = viewOf(error, endpoints, canShorten, now);
  if (simulated.length === 0) return view;
  return {
    ...view,
    message: `${view.message} (${errors.simulated(simulated)})`,
    actions: [{ do: "end_simulation" }, ...view.actions.filter(({ do: what }) => !MENDING.has(what))],
  };
}

function viewOf(error: unknown, endpoints: EndpointStatus[], canShorten: boolean, now: number): FailureView {
  if (isCircuitOpen(error)) return allOpen(error, endpoints, now);
  if (error instanceof AllEndpointsFailedError) {
    const failed = lastOfEach(
      error.attempts.filter((attempt) => attempt.outcome !== "success" && attempt.kind !== undefined),
    );
    const lines = failed.map((attempt) => ({
      text: errors.attemptLine(attempt.endpoint, attempt.message ?? attempt.kind ?? ""),
    }));
    return {
      message: errors.nothingAnswered,
      lines,
      actions: unique([
        ...failed.flatMap((attempt) => cures(attempt, endpoints, canShorten)),
        ...(failed.every(({ outcome }) => outcome === "skipped") ? tryNow(endpoints, now) : []),
        { do: "show_log" },
      ]),
    };
  }
  if (error instanceof EndpointError) {
    const endpoint = error.endpoint ?? error.attempts.at(-1)?.endpoint ?? "";
    const { model, thoughtMs } = error.attempts.findLast((attempt) => attempt.endpoint === endpoint) ?? {};
    const own = cures(
      {
        endpoint,
        kind: error.kind,
        ...(model !== undefined && { model }),
        ...(thoughtMs !== undefined && { thoughtMs }),
      },
      endpoints,
      canShorten,
    );
    const status = endpoints.find(({ id }) => id === endpoint);
    const trial = status?.state === "closed" ? tryNow([status], now) : [];
    // A key and a model must be there first; credit, memory and patience are the endpoint's, and only asking tells.
    const actions = error.kind === "auth" || error.kind === "model_missing" ? [...own, ...trial] : [...trial, ...own];
    const unsent = error.attempts.length > 0 && error.attempts.every(({ outcome }) => outcome === "skipped");
    return {
      message: unsent ? errors.nothingSent(error.message) : error.message,
      lines: status && isPaused(status, now) ? [lineOf(status, now)] : [],
      actions: unique([...actions, { do: "show_log" }]),
    };
  }
  return { message: errors.internal, lines: [], actions: [{ do: "show_log" }] };
}

function isCircuitOpen(error: unknown): error is Error & { retryAfterMs: number } {
  return error instanceof Error && (error as { code?: unknown }).code === "CIRCUIT_OPEN";
}

/** What a person can do about one kind of failure at one endpoint. */
export function cures(
  failed: { endpoint: string; kind?: FailureKind; model?: string; thoughtMs?: number },
  endpoints: EndpointStatus[],
  canShorten = false,
): Action[] {
  const status = endpoints.find(({ id }) => id === failed.endpoint);
  // Nothing was asked at all: no step of the chain has an endpoint.
  if (failed.kind === "internal" && failed.endpoint === "") return [settingsOf("chain")];
  if (failed.kind === "ttft_timeout" && failed.thoughtMs !== undefined) return [settingsOf("thinkingTimeout")];
  return failed.kind === undefined ? [] : cureActions(ruleOf(failed.kind).cure, failed, status, canShorten);
}

function cureActions(
  cure: Cure,
  failed: { endpoint: string; model?: string },
  status: EndpointStatus | undefined,
  canShorten: boolean,
): Action[] {
  if (typeof cure === "object") return [settingsOf(cure.setting)];
  switch (cure) {
    case "none":
      return [];
    case "start_server":
      return status && isStartable(status)
        ? [{ do: "start_ollama" }, { do: "get_ollama" }, settingsOf("endpoints")]
        : [settingsOf("endpoints")];
    case "restart_server":
      return status?.live === false && isStartable(status) ? [{ do: "start_ollama" }] : [];
    case "pull_model":
      if (!status || !typeInfo(status.type).pulls) return [settingsOf("endpoints")];
      return [
        { do: "pull", endpoint: status.id, model: failed.model ?? status.model ?? SUGGESTED_MODEL },
        settingsOf("endpoints"),
      ];
    case "set_key":
      return [{ do: "set_key", endpoint: failed.endpoint }, settingsOf("endpoints")];
    case "shorten_request":
      return canShorten ? [{ do: "shorten" }] : [];
  }
}

/** True for a server on this machine that a terminal can start. */
export function isStartable(status: Pick<EndpointStatus, "type" | "url">): boolean {
  return typeInfo(status.type).program !== undefined && isLoopback(hostOf(status.url));
}

function allOpen(error: Error, endpoints: EndpointStatus[], now: number): FailureView {
  const refusing = endpoints.filter((status) => !takesCalls(status, now));
  const cause = error.cause instanceof EndpointFailure ? error.cause.kind : undefined;
  const startable = refusing.some((status) => isStartable(status) && (status.live === false || cause === "refused"));
  const actions = [
    ...unique(
      endpoints.flatMap(({ id, latched, model }) =>
        latched ? cures({ endpoint: id, kind: latched.kind, ...(model !== undefined && { model }) }, endpoints) : [],
      ),
    ),
    ...tryNow(endpoints, now),
  ];
  if (startable) actions.push({ do: "start_ollama" });
  actions.push({ do: "check_health" }, { do: "show_log" });
  const message = refusing.every(({ state }) => state !== "closed") ? errors.allOpen : errors.noneUsable;
  return { message, lines: refusing.map((status) => lineOf(status, now)), actions };
}

function settingsOf(setting: string): Action {
  return { do: "open_settings", setting: `llmBreaker.${setting}` };
}

function lastOfEach(attempts: AttemptRecord[]): AttemptRecord[] {
  return [...new Map(attempts.map((attempt) => [attempt.endpoint, attempt])).values()];
}

function unique(actions: Action[]): Action[] {
  return [...new Map(actions.map((action) => [JSON.stringify(action), action])).values()];
}
