import type { AttemptRecord } from "../model/attempt";
import type { FailureKind } from "../model/failure-kinds";

/** One endpoint was all there was to try, or the failure is the request's own (too long, filtered, malformed). */
export class EndpointError extends Error {
  override readonly name = "EndpointError";
  readonly code = "ENDPOINT_ERROR";
  /** HTTP status, where an answer came. */
  readonly status: number | undefined;
  /** Milliseconds after which trying again makes sense, where that is known. */
  readonly retryAfterMs: number | undefined;
  /** Id of the endpoint. */
  readonly endpoint: string | undefined;
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly attempts: AttemptRecord[],
    details: {
      status?: number | undefined;
      retryAfterMs?: number | undefined;
      endpoint?: string | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.endpoint = details.endpoint;
  }
}

/** Several endpoints were tried and none answered. `cause` is the last failure, an {@link EndpointError}. */
export class AllEndpointsFailedError extends Error {
  override readonly name = "AllEndpointsFailedError";
  readonly code = "ALL_ENDPOINTS_FAILED";
  constructor(
    message: string,
    readonly attempts: AttemptRecord[],
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

/** The caller's own signal fired, or the caller left the stream. Nothing else is ever reported as a cancellation. */
export class RequestCancelledError extends Error {
  override readonly name = "RequestCancelledError";
  readonly code = "REQUEST_CANCELLED";
  constructor(
    readonly attempts: AttemptRecord[],
    cause?: unknown,
  ) {
    super("The request was cancelled.", cause === undefined ? undefined : { cause });
  }
}
