import { keyHeaderOf } from "../endpoint/key-header";
import { beginning, firstWords } from "../foreign/first-words";
import { shownUrl } from "../foreign/shown-url";
import { t } from "../l10n/t";
import { MAX_QUOTE_CHARS } from "../model/limits";
import { typeInfo } from "../model/endpoint-types";
import { reasonOf, TransportError } from "../ports/transport";
import { placeOf, sentence, serverAt, type ClassifyContext } from "./classify-context";
import { EndpointFailure, type FailureDetails } from "./endpoint-failure";
import type { FailureKind } from "../model/failure-kinds";
import { localOnlySentence } from "./local-only";
import { oddHead } from "./odd-head";

/** The failure that an error below HTTP is (docs/failures.md). What is no {@link TransportError} is a defect of ours. */
export function classifyTransport(error: unknown, context: ClassifyContext): EndpointFailure {
  if (error instanceof EndpointFailure) return error;
  if (!(error instanceof TransportError)) {
    return new EndpointFailure("internal", internalError(error, context), { cause: error });
  }
  const [kind, message, more] = describe(error, context);
  const code = error.code === undefined ? undefined : beginning(error.code, MAX_QUOTE_CHARS);
  return new EndpointFailure(kind, message, { ...(code !== undefined && { code }), ...more, cause: error });
}

function describe(error: TransportError, context: ClassifyContext): [FailureKind, string, FailureDetails?] {
  const url = placeOf(context);
  const { program } = typeInfo(context.type);
  const key = keyHeaderOf(context);
  const { proxyStatus } = error.details;
  switch (error.kind) {
    case "refused":
      if (proxyStatus !== undefined)
        return ["refused", t("A proxy could not connect to {0} (HTTP {1}).", url, proxyStatus)];
      return [
        "refused",
        program
          ? t("{0} is not running at {1}.", program.name, url)
          : t("Nothing answers at {0}: the connection was refused.", url),
      ];
    case "connect_timeout":
      if (proxyStatus !== undefined)
        return ["connect_timeout", t("A proxy could not connect to {0} in time (HTTP {1}).", url, proxyStatus)];
      return ["connect_timeout", t("No connection to {0} could be made in time.", url)];
    case "dns":
      return ["dns", t("The name in {0} is not known to the network.", url)];
    case "offline":
      return ["offline", t("You appear to be offline: {0} cannot be reached.", url)];
    case "tls":
      return ["tls", tlsMessage(beginning(error.code ?? "", MAX_QUOTE_CHARS), url)];
    case "proxy":
      // The proxy's status is no answer of the endpoint, so it stands in the sentence only.
      return ["proxy", proxyMessage(error, url, context)];
    case "reset":
      return ["reset", t("{0} closed the connection before its answer was complete.", serverAt(context))];
    case "not_http": {
      const { says, asks, said = "" } = oddHead(error, url);
      return ["not_an_api", asks ? says : sentence(says, said, context.apiKey), { counts: false }];
    }
    case "truncated":
      return ["truncated", t("{0} ended its answer in the middle of a compressed piece.", serverAt(context))];
    case "too_large":
      return ["too_large", t("{0} sent a few bytes that unpack to very many, and was ended.", serverAt(context))];
    case "packed":
      return [
        "malformed",
        sentence(
          t("{0} sent a compressed answer, though none was asked for, that cannot be unpacked here", serverAt(context)),
          error.message,
          context.apiKey,
        ),
        { retry: "no" },
      ];
    case "local_only":
      return ["local_only", localOnlySentence(error.message)];
    case "internal":
      if (error.code === "ERR_INVALID_URL")
        return ["bad_request", t("{0} is not an http:// or https:// address.", url)];
      if (key && firstWords(reasonOf(error)).toLowerCase().includes(`${key.header} header`))
        return ["auth", t("The API key for {0} has characters that cannot be sent.", url)];
      if (error.code === "UND_ERR_INVALID_ARG")
        return ["bad_request", t("The request to {0} has a header with characters that cannot be sent.", url)];
      return ["internal", internalError(error, context)];
  }
}

/** What an exception says may come from a server too: a parser quotes what it could not read. */
const internalError = (error: unknown, context: ClassifyContext): string =>
  sentence(
    t("Internal error while talking to {0}", shownUrl(context.url)),
    error instanceof Error ? error.message : String(error),
    context.apiKey,
  );

function tlsMessage(code: string, url: string): string {
  if (/WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST/.test(code))
    return t("The server at {0} does not speak TLS: should the address start with http://?", url);
  return t("Certificate problem at {0} ({1}): check http.systemCertificates or NODE_EXTRA_CA_CERTS.", url, code);
}

function proxyMessage(error: TransportError, url: string, context: ClassifyContext): string {
  const status = error.details.proxyStatus;
  if (status === 407) return t("The proxy requires authentication before {0} can be reached (HTTP 407).", url);
  if (status !== undefined) return t("The proxy refused the connection to {0} (HTTP {1}).", url, status);
  return sentence(t("The proxy for {0} cannot be used", url), error.message, context.apiKey);
}
