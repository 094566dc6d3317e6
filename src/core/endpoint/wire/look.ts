import type { CancelSignal } from "../../async/cancel-signal";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { isOwn } from "../../model/failure-kinds";
import type { ProbeResult } from "../client";

/** Turns what a look at an endpoint throws into what it found out; only the signal's reason is thrown. */
export async function look(signal: CancelSignal, found: () => Promise<ProbeResult>): Promise<ProbeResult> {
  try {
    return await found();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const failure = error instanceof EndpointFailure ? error : defect(error);
    // What failed in this program itself is no word about the endpoint.
    return { live: isOwn(failure.kind) ? undefined : false, ...explained(failure) };
  }
}

const defect = (error: unknown): EndpointFailure =>
  new EndpointFailure("internal", error instanceof Error ? error.message : String(error), { cause: error });

/** Why an endpoint is not as it should be, in a {@link ProbeResult}. */
export const explained = (failure: Error): { message: string; failure: Error } => ({
  message: failure.message,
  failure,
});

/** What a list of models tells of the one that would be used: the wanted one, else the first. @param none what is wrong where there is none */
export function chosen(
  models: string[],
  wanted: string | undefined,
  none: Error,
  isListed: (model: string) => boolean,
): Pick<ProbeResult, "models" | "model" | "ready" | "message" | "failure"> {
  const model = wanted ?? models[0];
  if (model === undefined) return { models, ready: false, ...explained(none) };
  return { models, model, ...(isListed(model) && { ready: true }) };
}
