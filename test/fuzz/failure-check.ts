import { EndpointFailure } from "../../src/core/failure/endpoint-failure";
import { MAX_HINT_MS } from "../../src/core/model/limits";
import { Alarm, must } from "./alarm";
import { mustBeClean } from "./showable";

/** What an endpoint client may throw: a failure with a kind of its own, a sentence that can be shown, and a hint that is one. */
export function mustBeGoodFailure(error: unknown): asserts error is EndpointFailure {
  if (!(error instanceof EndpointFailure)) throw error;
  if (error.kind === "internal")
    throw new Alarm("crash", `failed as “internal”: “${error.message.slice(0, 200)}”`, { cause: error });
  mustBeClean(error.message, `the sentence of ${error.kind}`);
  const { retryAfterMs } = error.details;
  must(
    retryAfterMs === undefined || (Number.isFinite(retryAfterMs) && retryAfterMs >= 0 && retryAfterMs <= MAX_HINT_MS),
    "wrong",
    () => `a hint of ${retryAfterMs} ms: more than an hour, or no time at all`,
  );
}
