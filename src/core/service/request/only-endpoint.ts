import { mistaken } from "../../failure/request-mistake";
import { quote } from "../../foreign/foreign-text";
import { t } from "../../l10n/t";
import type { ChainStep } from "../../model/config";
import { defaultChain } from "../config/config";
import { reaches } from "../config/reaches";
import type { ManagedEndpoint } from "../endpoints/managed-endpoint";
import type { RunContext } from "./run-context";

/**
 * What a request runs with that may ask one endpoint only: a chain of the steps that can go there, and no other endpoint to go on with or to hedge to.
 * @param id of that endpoint; undefined: the whole chain
 * @throws RangeError when there is no such endpoint
 */
export function onlyEndpoint(context: RunContext, id: string | undefined): RunContext {
  if (id === undefined) return context;
  const endpoint = context.endpoints.get(id);
  if (!endpoint) throw mistaken(new RangeError(t('There is no endpoint "{0}".', quote(String(id)))));
  const steps = context.config.chain.filter((step) => reaches(step, endpoint.config));
  return {
    ...context,
    config: { ...context.config, chain: steps.length > 0 ? steps : [ownStep(endpoint)] },
    endpoints: new Map([[id, endpoint]]),
  };
}

/** For an endpoint that the chain leaves out: with the most time that the default schedule has for its tier. */
function ownStep({ id, config: { tier } }: ManagedEndpoint): ChainStep {
  const times = defaultChain.filter((step) => step.tier === tier).map(({ timeoutMs }) => timeoutMs);
  return { endpoint: id, timeoutMs: Math.max(...times) };
}
