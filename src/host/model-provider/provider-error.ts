import { AllEndpointsFailedError, EndpointError, RequestCancelledError } from "../../core/failure/errors";
import type { EndpointStatus } from "../../core/model/endpoint";
import type { FailureKind } from "../../core/model/failure-kinds";
import { failureView } from "../standing/failure-view";
import { chat as texts } from "../texts/model-provider";
import type { HostApi } from "./host-api";

type ErrorApi = Pick<HostApi, "CancellationError" | "LanguageModelError">;
type Code = "NoPermissions" | "NotFound" | "Blocked";

/** What the editor's codes can say of a failure; the other kinds have none. */
const CODES: Partial<Record<FailureKind, Code>> = {
  auth: "NoPermissions",
  model_missing: "NotFound",
  rate_limited: "Blocked",
  quota: "Blocked",
  circuit_open: "Blocked",
};

/** An answer that is none for a chat although the endpoint has given it; the message is for people. */
export class UnusableAnswer extends Error {
  override readonly name = "UnusableAnswer";
}

/** What is known beside the error. */
interface Situation {
  endpoints: EndpointStatus[];
  /** The caller has cancelled. */
  cancelled: boolean;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * The one way in which a failure leaves the provider: a cancellation as the editor's own, everything else as a `LanguageModelError`, whose message is all that a chat
 * shows of it: what happened at each endpoint, and when the next trial comes.
 */
export function languageModelError(error: unknown, api: ErrorApi, situation: Situation): Error {
  if (error instanceof api.CancellationError || error instanceof api.LanguageModelError) return error;
  if (situation.cancelled || error instanceof RequestCancelledError) return new api.CancellationError();
  const code = codeOf(error);
  const message = messageOf(error, situation);
  return code === undefined ? new api.LanguageModelError(message) : api.LanguageModelError[code](message);
}

/** Whether something went wrong in here, of which a chat is told no more than that. */
export const isUnexpected = (error: unknown): boolean => !(error instanceof UnusableAnswer) && !hasWay(error);

/** An error of the service's own, with the way the request took. */
const hasWay = (error: unknown): error is Error => error instanceof Error && "attempts" in error;

function codeOf(error: unknown): Code | undefined {
  if (error instanceof EndpointError) return CODES[error.kind];
  if (error instanceof AllEndpointsFailedError) {
    // One that differs may pass by itself, so that no code fits all.
    const codes = new Set(
      error.attempts.filter(({ outcome }) => outcome !== "success").map(({ kind }) => kind && CODES[kind]),
    );
    const [only] = codes;
    return codes.size === 1 ? only : undefined;
  }
  return error instanceof Error && (error as { code?: unknown }).code === "CIRCUIT_OPEN" ? "Blocked" : undefined;
}

function messageOf(error: unknown, { endpoints, now }: Situation): string {
  if (error instanceof UnusableAnswer) return error.message;
  if (!hasWay(error)) return texts.unexpected;
  const { message, lines } = failureView(error, endpoints, false, now);
  return texts.failed(
    message,
    lines.map(({ text, nextTryInMs }) =>
      nextTryInMs !== undefined && nextTryInMs > 0 && Number.isFinite(nextTryInMs)
        ? `${text}, ${texts.nextTry(nextTryInMs)}`
        : text,
    ),
  );
}
