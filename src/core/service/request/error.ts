import { CircuitOpenError } from "../../breaker/circuit-open-error";
import { AllEndpointsFailedError, EndpointError } from "../../failure/errors";
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
  const failed = records.filter((record) => record.outcome === "failure");
  const last = failed.at(-1);
  if (last) {
    const tried = new Set(failed.map((record) => record.endpoint));
    const ownFault = last.kind !== undefined && isRequestsOwn(last.kind);
    const error = endpointError(last, outcome);
    if (tried.size === 1 || ownFault) return error;
    const summary = [...tried].map((id) => failed.findLast((record) => record.endpoint === id)!.message).join(" ");
    return new AllEndpointsFailedError(
      expired
        ? `All endpoints timed out: no token within ${durationText(totalTimeoutMs)}. ${summary}`
        : `No endpoint answered. ${summary}`,
      records,
      error,
    );
  }
  if (records.some((record) => record.kind === "circuit_open")) return allOpenError(outcome);
  const skipped = records.at(-1);
  if (!skipped)
    return new EndpointError(
      "internal",
      "There is no endpoint to ask: the settings name none that a step of the chain could use.",
      records,
    );
  const error = endpointError(skipped, outcome);
  const held = new Set(records.map((record) => record.endpoint));
  return held.size === 1
    ? error
    : new AllEndpointsFailedError(
        `No endpoint can be asked. ${records.map((record) => record.message).join(" ")}`,
        records,
        error,
      );
}

function endpointError(record: AttemptRecord, { records, endpoints, clock }: RequestOutcome): EndpointError {
  const notBefore = endpoints.get(record.endpoint)?.status().notBefore;
  return new EndpointError(
    record.kind ?? "internal",
    record.message ?? `${record.endpoint} could not be asked.`,
    records,
    {
      status: record.status,
      retryAfterMs: notBefore === undefined ? record.retryAfterMs : Math.max(0, notBefore - clock.wallNow()),
      endpoint: record.endpoint,
    },
  );
}

/** Every breaker refused: the error of the one whose next trial comes first. */
function allOpenError({ records, endpoints }: RequestOutcome): CircuitOpenError & { attempts: AttemptRecord[] } {
  const refused = records
    .filter((record) => record.kind === "circuit_open")
    .flatMap(({ endpoint: id, message, retryAfterMs }) => {
      const endpoint = endpoints.get(id);
      // Of another window's trial only the refusal itself knows.
      return endpoint
        ? [{ endpoint, elsewhere: message, retryAfterMs: retryAfterMs ?? endpoint.breaker.retryAfterMs }]
        : [];
    });
  const {
    endpoint: soonest,
    elsewhere,
    retryAfterMs,
  } = refused.reduce((one, other) => (other.retryAfterMs < one.retryAfterMs ? other : one));
  const which = refused.map(({ endpoint }) => endpoint.id).join(", ");
  const when = retryAfterMs === Infinity ? "until its breaker is released" : `for ${durationText(retryAfterMs)}`;
  const why = soonest.breaker.lastOpenCause instanceof Error ? ` ${soonest.breaker.lastOpenCause.message}` : "";
  const message =
    elsewhere !== undefined
      ? `Nothing was sent: ${elsewhere}`
      : `Nothing was sent: ${which} ${refused.length > 1 ? "are" : "is"} not asked ${when} after failing.${why}`;
  const { state, openedAt } = soonest.breaker.metrics();
  const cause = soonest.breaker.lastOpenCause;
  return Object.assign(new CircuitOpenError({ state, retryAfterMs, openedAt, cause }, message), { attempts: records });
}
