import { CircuitOpenError } from "../../breaker/circuit-open-error";
import { AllEndpointsFailedError, EndpointError } from "../../failure/errors";
import { t } from "../../l10n/t";
import { isRequestsOwn } from "../../model/failure-kinds";
import { durationText } from "./attempt/duration-text";
import type { ManagedEndpoint } from "../endpoints/managed-endpoint";
import type { AttemptRecord } from "../../model/attempt";

export interface RequestOutcome {
  records: AttemptRecord[];
  /** The request's total time ran out. */
  expired: boolean;
  totalTimeoutMs: number;
  endpoints: ReadonlyMap<string, ManagedEndpoint>;
  clock: { wallNow(): number };
}

/** The one error a request without an answer ends with; its message says what was tried where, and why it failed. */
export function requestError(
  outcome: RequestOutcome,
): (EndpointError | AllEndpointsFailedError | CircuitOpenError) & { attempts: AttemptRecord[] } {
  const { records, expired, totalTimeoutMs } = outcome;
  if (records.length > 0 && records.every(isUnable)) return unableError(records);
  const failed = records.filter((record) => record.outcome === "failure");
  const last = failed.at(-1);
  if (last) {
    const tried = new Set(failed.map((record) => record.endpoint));
    const ownFault = last.kind !== undefined && isRequestsOwn(last.kind);
    const unable = records.filter((record) => isUnable(record) && !tried.has(record.endpoint)).map(sentenceOf);
    const error = endpointError(last, outcome, unable);
    if (tried.size === 1 || ownFault) return error;
    const summary = [
      ...[...tried].map((id) => failed.findLast((record) => record.endpoint === id)!.message),
      ...unable,
    ].join(" ");
    return new AllEndpointsFailedError(
      expired
        ? t("All endpoints timed out: no token within {0}. {1}", durationText(totalTimeoutMs), summary)
        : t("No endpoint answered. {0}", summary),
      records,
      error,
    );
  }
  const refusals = refusalsOf(outcome);
  if (refusals.length > 0) return allOpenError(refusals, records);
  const unsent = records.at(-1);
  if (!unsent)
    return new EndpointError(
      "internal",
      t("There is no endpoint to ask: the settings name none that a step of the chain could use."),
      records,
    );
  const error = endpointError(unsent, outcome);
  const held = new Set(records.map((record) => record.endpoint));
  return held.size === 1
    ? error
    : new AllEndpointsFailedError(
        t("No endpoint can be asked. {0}", records.map(sentenceOf).join(" ")),
        records,
        error,
      );
}

/** The endpoint cannot do what the request needs. */
const isUnable = ({ kind, outcome }: AttemptRecord): boolean =>
  kind === "unsupported" || (kind === "context_length" && outcome === "skipped");

/** No endpoint can: which need that is, each record's sentence says. */
function unableError(records: AttemptRecord[]): EndpointError & { attempts: AttemptRecord[] } {
  const { kind = "unsupported", endpoint, status } = records.at(-1)!;
  const sentences = [...new Map(records.map((record) => [record.endpoint, sentenceOf(record)])).values()];
  const message =
    sentences.length === 1 ? sentences[0]! : t("No endpoint can do what this needs. {0}", sentences.join(" "));
  return new EndpointError(kind, message, records, { status, endpoint });
}

/** @param unable why others could not be asked instead */
function endpointError(
  record: AttemptRecord,
  { records, endpoints, clock }: RequestOutcome,
  unable: string[] = [],
): EndpointError {
  const notBefore = endpoints.get(record.endpoint)?.status().notBefore;
  return new EndpointError(record.kind ?? "internal", [sentenceOf(record), ...unable].join(" "), records, {
    status: record.status,
    retryAfterMs: notBefore === undefined ? record.retryAfterMs : Math.max(0, notBefore - clock.wallNow()),
    endpoint: record.endpoint,
  });
}

/** Why an endpoint has not answered, for a person. */
function sentenceOf({ endpoint, message }: AttemptRecord): string {
  return message ?? t("{0} could not be asked.", endpoint);
}

/** The refusal of a breaker that will let calls through again. */
interface Refusal {
  endpoint: ManagedEndpoint;
  /** Why, where that was not the breaker's own state. */
  message: string | undefined;
  retryAfterMs: number;
}

/** Those of endpoints that the settings still name: one that was removed while the request ran has no next trial. */
function refusalsOf({ records, endpoints }: RequestOutcome): Refusal[] {
  const refusals = new Map<string, Refusal>();
  for (const { kind, endpoint: id, message, retryAfterMs } of records) {
    const endpoint = endpoints.get(id);
    if (kind === "circuit_open" && endpoint && !endpoint.removed)
      // Of another window's trial only the refusal itself knows.
      refusals.set(id, { endpoint, message, retryAfterMs: retryAfterMs ?? endpoint.breaker.retryAfterMs });
  }
  return [...refusals.values()];
}

/** Every breaker refused: the error of the one whose next trial comes first. */
function allOpenError(
  refusals: Refusal[],
  attempts: AttemptRecord[],
): CircuitOpenError & { attempts: AttemptRecord[] } {
  const soonest = refusals.reduce((one, other) => (other.retryAfterMs < one.retryAfterMs ? other : one));
  const { retryAfterMs, endpoint } = soonest;
  const { breaker } = endpoint;
  const cause = breaker.lastOpenCause;
  const ids = refusals.map((refusal) => refusal.endpoint.id);
  const why = cause instanceof Error ? [cause.message] : [];
  const message = soonest.message ?? [notAsked(ids, retryAfterMs), ...why].join(" ");
  const { state, openedAt } = breaker.metrics();
  const details = { state, retryAfterMs, openedAt, cause };
  const error = new CircuitOpenError(details, endpoint.id, t("Nothing was sent: {0}", message));
  return Object.assign(error, { attempts });
}

/** @param ids of one endpoint or more @param forMs Infinity: for no certain time */
function notAsked(ids: string[], forMs: number): string {
  const which = ids.join(", ");
  if (forMs === Infinity)
    return ids.length === 1
      ? t("{0} is not asked until its breaker is released after failing.", which)
      : t("{0} are not asked until their breakers are released after failing.", which);
  return ids.length === 1
    ? t("{0} is not asked for {1} after failing.", which, durationText(forMs))
    : t("{0} are not asked for {1} after failing.", which, durationText(forMs));
}
