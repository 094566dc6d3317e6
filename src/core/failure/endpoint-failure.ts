import { MAX_FAILURE_MESSAGE_CHARS } from "../model/limits";
import { beginning } from "../foreign/first-words";
import type { FailureKind } from "../model/failure-kinds";
import type { Need } from "../model/needs";

/** What is known about one failed attempt, beside its kind. */
export interface FailureDetails {
  /** HTTP status, where an answer came. */
  status?: number;
  /** The endpoint's own wish, in milliseconds from now. */
  retryAfterMs?: number;
  /** Error code of the runtime or of the provider. */
  code?: string;
  cause?: unknown;
  /** True when the endpoint itself says that it is loading the model (llama.cpp 503 "Loading model"): slow, not dead. */
  loading?: boolean;
  /** For `context_length`: tokens asked for and tokens there are. */
  promptTokens?: number;
  contextLength?: number;
  /** For `bad_request`: the endpoint or its model does not know a part of the request; another one may. */
  unsupported?: boolean;
  /** For `unsupported`: what the model cannot. */
  lacks?: Need;
  /** Overrides the kind's rule for the breaker where the same kind may or may not be the endpoint's doing (HTTP 409 and 425, a captive portal, …). */
  counts?: boolean;
  /** Overrides the kind's rule where asking the same endpoint again is known to be of no use. */
  retry?: "no";
}

/**
 * One failed attempt, as the endpoint clients throw it and the chain judges it. `message` is a clear sentence for a person
 * and names the address tried.
 */
export class EndpointFailure extends Error {
  override readonly name = "EndpointFailure";
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly details: FailureDetails = {},
  ) {
    // It may hold the words of a server, of a model, of another extension.
    super(
      beginning(message, MAX_FAILURE_MESSAGE_CHARS),
      details.cause === undefined ? undefined : { cause: details.cause },
    );
  }
}
