import type { ProbeResult } from "../../../endpoint/client";
import { EndpointFailure } from "../../../failure/endpoint-failure";
import { isOwn, type FailureKind } from "../../../model/failure-kinds";
import type { EndpointStatus } from "../../../model/endpoint";

/** What was seen of an endpoint, by a look or by a call; absent: not known. Readiness and warmth are those of the endpoint's own model. */
export interface EndpointFacts extends Readonly<Pick<EndpointStatus, "live" | "ready" | "warm" | "trouble" | "model">> {
  /** Epoch milliseconds of the last look. */
  readonly checkedAt?: number;
}

/** Nobody is there: what was known of models is gone with the server. */
const NOBODY_THERE: ReadonlySet<FailureKind> = new Set<FailureKind>(["refused", "connect_timeout", "dns"]);
/** Whoever answers so is not the endpoint, but something on the way there, or in its place. */
const SOMEBODY_ELSE: ReadonlySet<FailureKind> = new Set<FailureKind>(["not_an_api", "proxy"]);

/** Whether nobody was there when the endpoint was last looked at or called; a model that it had in memory is gone then. */
export const isGone = ({ live, trouble }: EndpointFacts): boolean =>
  live === false && trouble !== undefined && NOBODY_THERE.has(trouble.kind);

/** Nothing but what the model is called and when it was looked at. */
export const nothingKnown = ({ model, checkedAt }: EndpointFacts): EndpointFacts => ({
  ...(model !== undefined && { model }),
  ...(checkedAt !== undefined && { checkedAt }),
});

/** What is known after a look. Nothing is installed at, and nothing resides in, what does not answer. @param now epoch milliseconds */
export function factsAfterLook(before: EndpointFacts, seen: ProbeResult, now: number): EndpointFacts {
  const { live, ready, warm, failure, model = before.model } = seen;
  const unwell = !live || ready === false;
  return {
    ...(live !== undefined && { live }),
    ...(live && ready !== undefined && { ready }),
    ...(live && warm !== undefined && { warm }),
    ...(model !== undefined && { model }),
    ...(unwell && failure instanceof EndpointFailure && { trouble: troubleOf(failure) }),
    checkedAt: now,
  };
}

/** What is known after a call that was answered by a model. @param own whether that is the endpoint's own model, not one that the request named */
export function factsAfterAnswer(
  before: EndpointFacts,
  model: string,
  own: boolean,
  loadsModels: boolean,
): EndpointFacts {
  const { checkedAt } = before;
  // Whether another model's load has driven the endpoint's own out of memory, the next look tells.
  const { ready, model: ownModel } = own ? { ready: true, model } : before;
  return {
    live: true,
    ...(ready !== undefined && { ready }),
    ...(ownModel !== undefined && { model: ownModel }),
    ...(own && loadsModels && { warm: true }),
    ...(checkedAt !== undefined && { checkedAt }),
  };
}

/**
 * What is known after a call that failed.
 * @param own whether the endpoint's own model was asked
 * @param online whether the network is there: without it nothing is learnt of the endpoint
 */
export function factsAfterFailure(
  before: EndpointFacts,
  failure: EndpointFailure,
  { own, online }: { own: boolean; online: boolean },
): EndpointFacts {
  const { kind, details } = failure;
  if (isOwn(kind)) return before;
  const unknown = nothingKnown(before);
  if (!online || kind === "offline" || kind === "reset") return unknown;
  if (NOBODY_THERE.has(kind)) return { ...unknown, live: false, trouble: troubleOf(failure) };
  if (kind === "model_missing" && own) return { ...unknown, live: true, ready: false, trouble: troubleOf(failure) };
  // It is somebody who answers, but not with an API's word: whether the endpoint is there is not known.
  if (SOMEBODY_ELSE.has(kind)) return unknown;
  // What kept a look from seeing anything has not kept this call away.
  const known = before.trouble && isOwn(before.trouble.kind) ? unknown : before;
  if (details.status === undefined) return known;
  if (details.status >= 500) return known.live === false ? unknown : known;
  return { ...(known.live === false ? unknown : known), live: true };
}

const troubleOf = ({ kind, message }: EndpointFailure): NonNullable<EndpointFacts["trouble"]> => ({ kind, message });
