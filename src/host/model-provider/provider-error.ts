import { AllEndpointsFailedError, EndpointError, RequestCancelledError } from "../../core/failure/errors";
import { isMistake } from "../../core/failure/request-mistake";
import type { AttemptRecord } from "../../core/model/attempt";
import type { EndpointStatus } from "../../core/model/endpoint";
import type { FailureKind } from "../../core/model/failure-kinds";
import { failureView, type FailureView } from "../standing/failure-view";
import { causeOf, gatingOf, needOf } from "../standing/standing";
import { errors, failurePhrase } from "../texts/standing";
import { stripPeriod } from "../texts/format";
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
  local_only: "Blocked",
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
export const isUnexpected = (error: unknown): boolean =>
  !(error instanceof UnusableAnswer) && !isMistake(error) && !hasWay(error);

/** An error of the service's own, with the way the request took. */
const hasWay = (error: unknown): error is Error => error instanceof Error && "attempts" in error;

function codeOf(error: unknown): Code | undefined {
  if (error instanceof EndpointError || error instanceof AllEndpointsFailedError) {
    // Whoever cannot do it at all has no say in what would help.
    const able = lastOfEach(error.attempts).filter((attempt) => !isUnable(attempt));
    if (able.length === 0) return error instanceof EndpointError ? CODES[error.kind] : undefined;
    // One that differs may pass by itself, so that no code fits all.
    const codes = new Set(able.map(({ kind }) => kind && CODES[kind]));
    const [only] = codes;
    return codes.size === 1 ? only : undefined;
  }
  return error instanceof Error && (error as { code?: unknown }).code === "CIRCUIT_OPEN" ? "Blocked" : undefined;
}

function messageOf(error: unknown, situation: Situation): string {
  if (error instanceof UnusableAnswer) return error.message;
  if (isMistake(error)) return texts.failed(texts.mistake(error.message), []);
  if (!hasWay(error)) return texts.unexpected;
  const view = failureView(error, situation.endpoints, false, situation.now);
  return texts.failed(view.message, wayLines(error, view, situation));
}

/** What became of each endpoint that the request came to, and when that one is tried next. */
function wayLines(error: Error, view: FailureView, { endpoints, now }: Situation): string[] {
  const shown = view.lines.map(({ text, nextTryInMs }) => withNextTry(text, nextTryInMs));
  if (!(error instanceof EndpointError || error instanceof AllEndpointsFailedError)) return shown;
  // The first sentence is of this one.
  const told = error instanceof EndpointError ? error.endpoint : undefined;
  return lastOfEach(error.attempts).flatMap((attempt) => {
    const { endpoint: id, message, kind } = attempt;
    const status = endpoints.find((one) => one.id === id);
    const nextTryMs = status && nextTryOf(status, now);
    if (id === told) {
      if (shown.length > 0 || nextTryMs === undefined) return shown;
      return [withNextTry(errors.openLine(id, undefined), nextTryMs)];
    }
    if (told !== undefined && isUnable(attempt)) return [];
    if (message === undefined && kind === "circuit_open")
      return [withNextTry(errors.openLine(id, status && causeOf(status)), nextTryMs)];
    return [withNextTry(errors.attemptLine(id, message ?? failurePhrase(attempt)), nextTryMs)];
  });
}

/** Milliseconds; undefined: it may be asked now, or nobody knows when. */
function nextTryOf(status: EndpointStatus, now: number): number | undefined {
  // Where nothing is sent until somebody acts, time alone brings no try.
  const gating = needOf(status)?.blocks ? undefined : gatingOf(status, now);
  return gating?.is === "open" ? gating.nextTryMs : gating?.is === "paused" ? gating.leftMs : undefined;
}

const withNextTry = (text: string, ms: number | undefined): string =>
  ms !== undefined && ms > 0 && Number.isFinite(ms) ? `${stripPeriod(text)}, ${texts.nextTry(ms)}` : text;

/** It cannot do what the request needs, which stands in the first sentence too. */
const isUnable = ({ kind, outcome }: AttemptRecord): boolean =>
  kind === "unsupported" || (kind === "context_length" && outcome === "skipped");

function lastOfEach(attempts: readonly AttemptRecord[]): AttemptRecord[] {
  const failed = attempts.filter(({ outcome, kind }) => outcome !== "success" && kind !== undefined);
  return [...new Map(failed.map((attempt) => [attempt.endpoint, attempt])).values()];
}
