import type { CircuitBreaker } from "../../../breaker/circuit-breaker";
import { EndpointFailure } from "../../../failure/endpoint-failure";
import type { EndpointStatus } from "../../../model/endpoint";
import type { ResolvedEndpoint } from "../../config/config";
import type { EndpointFacts } from "./endpoint-facts";

interface StatusSources {
  config: ResolvedEndpoint;
  breaker: CircuitBreaker;
  facts: EndpointFacts;
  barred: EndpointFailure | undefined;
  latched: EndpointStatus["latched"];
  notBefore: number | undefined;
  answeredIn: EndpointStatus["answeredIn"];
  /** How long another window's trial keeps calls away, in milliseconds; 0 or less: it does not. */
  triedElsewhereMs: number;
  simulated: boolean;
  inFlight: number;
  queued: number;
}

/** All that is known of an endpoint, for whoever shows it. */
export function endpointStatus({ config, breaker, facts, ...sources }: StatusSources): EndpointStatus {
  const { barred, latched, notBefore, answeredIn, triedElsewhereMs, simulated, inFlight, queued } = sources;
  const metrics = breaker.metrics();
  const trialElsewhere = metrics.state === "half_open" && triedElsewhereMs > 0;
  const { live, ready, warm, trouble, checkedAt } = facts;
  const model = config.model ?? facts.model;
  return {
    id: config.id,
    type: config.type,
    url: config.url,
    tier: config.tier,
    ...(model !== undefined && { model }),
    state: metrics.state,
    mode: metrics.mode,
    metrics,
    ...(answeredIn && { answeredIn }),
    retryAfterMs: trialElsewhere ? Math.max(breaker.retryAfterMs, triedElsewhereMs) : breaker.retryAfterMs,
    ...(trialElsewhere && { trialElsewhere }),
    ...(metrics.state !== "closed" && whyItOpened(breaker.lastOpenCause)),
    ...(barred && { barred: { kind: barred.kind, message: barred.message } }),
    ...(latched && { latched }),
    ...(notBefore !== undefined && { notBefore }),
    ...(live !== undefined && { live }),
    ...(ready !== undefined && { ready }),
    ...(warm !== undefined && { warm }),
    ...(trouble && { trouble }),
    ...(checkedAt !== undefined && { lastHealthCheckAt: checkedAt }),
    ...(simulated && { simulated }),
    inFlight,
    queued,
  };
}

function whyItOpened(cause: unknown): Pick<EndpointStatus, "openedBecause" | "openedKind"> {
  if (!(cause instanceof Error)) return {};
  return { openedBecause: cause.message, ...(cause instanceof EndpointFailure && { openedKind: cause.kind }) };
}
