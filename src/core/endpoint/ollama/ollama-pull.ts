import * as v from "valibot";
import type { CancelSignal } from "../../async/cancel-signal";
import type { ClassifyContext } from "../../failure/classify-context";
import { modelOf, sentence, serverAt } from "../../failure/classify-context";
import { classifyInBandError } from "../../failure/classify-response";
import { classifyTransport } from "../../failure/classify-transport";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { beginning, firstWords } from "../../foreign/first-words";
import { jsonText } from "../../foreign/json";
import { t } from "../../l10n/t";
import { MAX_PROGRESS_LINE_CHARS, MAX_QUOTE_CHARS } from "../../model/limits";
import type { PullProgress } from "../client";
import { LineSplitter } from "../wire/line-splitter";
import { pullSchema } from "./ollama-schemas";
import { malformed, unreadable } from "../wire/unusable-answer";

/** The lines of `/api/pull`. Ends after `success`; an error line, or an end without `success`, is thrown. */
export async function* pullProgress(
  body: AsyncIterable<Uint8Array>,
  context: ClassifyContext,
  signal: CancelSignal,
): AsyncGenerator<PullProgress, void, undefined> {
  const splitter = new LineSplitter(MAX_PROGRESS_LINE_CHARS);
  try {
    for await (const bytes of body) {
      for (const line of splitter.push(bytes)) {
        const progress = readLine(line, context);
        if (progress) yield progress;
        if (progress?.status === "success") return;
      }
    }
    const last = readLine(splitter.end(), context);
    if (last) yield last;
    if (last?.status !== "success")
      throw new EndpointFailure(
        "truncated",
        t("{0} stopped the download of {1} before it was complete.", serverAt(context), modelOf(context)),
      );
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error instanceof RangeError ? malformed(context, error) : classifyTransport(error, context);
  }
}

function readLine(text: string, context: ClassifyContext): PullProgress | undefined {
  if (text.trim() === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable(context, {}, text);
  }
  if (typeof value === "object" && value !== null && "error" in value) throw pullError(value, context);
  const line = v.safeParse(pullSchema, value);
  if (!line.success) return undefined;
  const { status, completed, total } = line.output;
  return {
    status: beginning(status, MAX_QUOTE_CHARS),
    ...(completed !== undefined && { completedBytes: completed }),
    ...(total !== undefined && { totalBytes: total }),
  };
}

/** Go's words for a request that got no answer, with the host it was for. */
const UNANSWERED = /\b(?:Get|Head) "https?:\/\/([^/"]{1,253})\/[^"]*": (.+)/;

/** A name the library does not know comes as "file does not exist", a library that does not answer as what Go says of the request. */
function pullError(value: { error: unknown }, context: ClassifyContext): EndpointFailure {
  const words = typeof value.error === "string" ? firstWords(value.error) : jsonText(value);
  const model = modelOf(context);
  if (words.includes("file does not exist"))
    return new EndpointFailure("model_missing", t("Ollama's library has no model called {0}.", model));
  const failure = classifyInBandError(value, context);
  if (failure.kind !== "stream_error") return failure;
  const [, host, why] = UNANSWERED.exec(words) ?? [];
  const server = serverAt(context);
  const says =
    host === undefined
      ? t("{0} could not download {1}", server, model)
      : t("{0} could not download {1}, because it does not reach {2}", server, model, host);
  return new EndpointFailure("stream_error", sentence(says, why ?? words, context.apiKey), failure.details);
}
