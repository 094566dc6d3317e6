import type { FailureLine } from "../../core/messages/turn";
import type { AttemptRecord } from "../../core/model/attempt";
import type { EndpointStatus } from "../../core/model/endpoint";
import { AllEndpointsFailedError, EndpointError } from "../../core/failure/errors";
import { EndpointFailure } from "../../core/failure/endpoint-failure";
import { errors } from "../texts/standing";
import { unique, type Action } from "./actions";
import { cures, isStartable, withTrial } from "./cures";
import { lineOf, tryNow } from "./no-calls";
import { canBeAsked, gatingOf, needOf, takesCalls } from "./standing";

/** What a person reads when there is no answer, and what they can do about it; the first action is the likeliest cure. */
export interface FailureView {
  message: string;
  /** What became of each endpoint, where there are several or they are open. */
  lines: FailureLine[];
  actions: Action[];
}

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

/**
 * The view of a refusal as it is now: who kept calls back may take them again by now, and no longer a moment later.
 * @param shown the lines that tell of it
 */
export function refusalNow(
  error: unknown,
  shown: FailureLine[],
  endpoints: EndpointStatus[],
  canShorten: boolean,
  now: number,
): FailureView {
  const known = shown.map((line) => ({ line, status: endpoints.find(({ id }) => id === line.endpoint) }));
  const lines = known.map(({ line, status }) => (status ? lineOf(status, now) : line));
  const refusing = known.flatMap(({ status }) => (status && !canBeAsked(status, now) ? [status] : []));
  const free = known.flatMap(({ status }) => (status && canBeAsked(status, now) ? [status.id] : []));
  if (free.length === 0 && refusing.length > 0) return { ...failureView(error, endpoints, canShorten, now), lines };
  return {
    message: refusing.length === 0 ? errors.usableAgain : errors.oneUsableAgain(free),
    lines,
    actions: [{ do: "ask_again" }, ...tryNow(refusing, now), { do: "show_log" }],
  };
}

function viewOf(error: unknown, endpoints: EndpointStatus[], canShorten: boolean, now: number): FailureView {
  if (isCircuitOpen(error)) return allOpen(error, asked(error, endpoints), now, endpoints.length);
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
    // Its own sentence says so already.
    const said = error.kind === "local_only";
    const unsent = !said && error.attempts.length > 0 && error.attempts.every(({ outcome }) => outcome === "skipped");
    return {
      message: unsent ? errors.nothingSent(error.message) : error.message,
      lines: status && !needOf(status) && gatingOf(status, now)?.is === "paused" ? [lineOf(status, now)] : [],
      actions: [...withTrial(error.kind, own, trial), { do: "show_log" }],
    };
  }
  return { message: errors.internal, lines: [], actions: [{ do: "show_log" }] };
}

function isCircuitOpen(error: unknown): error is Error & { retryAfterMs: number } {
  return error instanceof Error && (error as { code?: unknown }).code === "CIRCUIT_OPEN";
}

/** Those that the request was for: it may have been for one of many. */
function asked(error: Error, endpoints: EndpointStatus[]): EndpointStatus[] {
  const { attempts = [] } = error as { attempts?: readonly AttemptRecord[] };
  const ids = new Set(attempts.map(({ endpoint }) => endpoint));
  const some = endpoints.filter(({ id }) => ids.has(id));
  return some.length > 0 ? some : endpoints;
}

/** @param endpoints those that the request was for @param of how many there are */
function allOpen(error: Error, endpoints: EndpointStatus[], now: number, of: number): FailureView {
  const refusing = endpoints.filter((status) => !takesCalls(status, now));
  const cause = error.cause instanceof EndpointFailure ? error.cause.kind : undefined;
  const startable = refusing.some((status) => isStartable(status) && (status.live === false || cause === "refused"));
  const mending = endpoints.flatMap((status) => {
    const need = needOf(status);
    const model = status.model === undefined ? {} : { model: status.model };
    return need ? cures({ endpoint: status.id, kind: need.kind, ...model }, endpoints) : [];
  });
  const actions = unique([...mending, ...tryNow(endpoints, now)]);
  if (startable) actions.push({ do: "start_ollama" });
  actions.push({ do: "check_health" }, { do: "show_log" });
  const resting = refusing.every((status) => status.state === "open" && !needOf(status));
  const [only] = endpoints.length === 1 && of > 1 ? endpoints : [];
  return {
    message: !resting ? errors.noneUsable : only ? errors.oneOpen(only.id) : errors.allOpen,
    lines: refusing.map((status) => lineOf(status, now)),
    actions,
  };
}

function lastOfEach(attempts: AttemptRecord[]): AttemptRecord[] {
  return [...new Map(attempts.map((attempt) => [attempt.endpoint, attempt])).values()];
}
