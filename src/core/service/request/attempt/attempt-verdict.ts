import type { CancelSignal } from "../../../async/cancel-signal";
import { untilAborted } from "../../../async/wait";
import type { Permit } from "../../../breaker/types";
import type { EndpointClient } from "../../../endpoint/client";
import { EndpointFailure } from "../../../failure/endpoint-failure";
import { judge, type Verdict } from "../../../failure/verdict";
import { t } from "../../../l10n/t";
import type { ManagedEndpoint } from "../../endpoints/managed-endpoint";
import type { AttemptContext } from "./attempt-types";

/** A call that has failed. */
interface FailedCall {
  endpoint: ManagedEndpoint;
  /** By which the endpoint was asked. */
  client: EndpointClient;
  permit: Permit;
  /** The one that was asked, where it came to that. */
  model: string | undefined;
  durationMs: number;
  /** Text of it had been shown. */
  shown: boolean;
  /** Whether the network is there. */
  online: boolean;
  throttleBackoffMs: number;
}

/**
 * What follows from a failure, told to the endpoint and to its breaker. What was heard by a client that the endpoint has no more (with another key, through another proxy)
 * keeps no calls of the new one away; what had to be changed may have been, so that a later step may go there again.
 */
export function verdictOn(failure: EndpointFailure, call: FailedCall): Verdict {
  const { endpoint, permit, model, durationMs, shown, online } = call;
  const isOfNow = endpoint.client === call.client;
  if (isOfNow) endpoint.failed(failure, model, online);
  const { local, loopback, emptyStreak } = endpoint;
  const verdict = judge(failure, { local, loopback, shown, emptyStreak, online });
  if (verdict.counts) permit.failure({ durationMs, cause: failure, retryAfterMs: failure.details.retryAfterMs });
  else permit.release();
  if (!isOfNow) return verdict.restraint.type === "latch" && !shown ? { ...verdict, retry: "yes" } : verdict;
  endpoint.restrain(failure, verdict, model, call.throttleBackoffMs);
  return verdict;
}

/** What a call has ended with, as a failure. */
export function asFailure(error: unknown, endpoint: string): EndpointFailure {
  if (error instanceof EndpointFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new EndpointFailure("internal", t("Internal error while talking to {0}: {1}", endpoint, message), {
    cause: error,
  });
}

/** Whether the network is there, as far as this failure makes one doubt it. */
export async function isOnline(
  { kind }: EndpointFailure,
  endpoint: ManagedEndpoint,
  network: AttemptContext["network"],
  signal: CancelSignal,
): Promise<boolean> {
  if (kind !== "dns" && kind !== "offline") return true;
  return untilAborted(network.isOnline(endpoint), signal).catch(() => true);
}
