import { keyHeaderOf } from "../endpoint/key-header";
import { beginning, firstWords } from "../foreign/first-words";
import { shownUrl } from "../foreign/shown-url";
import { MAX_QUOTE_CHARS } from "../model/limits";
import { typeInfo } from "../model/endpoint-types";
import { TransportError } from "../ports/transport";
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
      if (proxyStatus !== undefined) return ["refused", `A proxy could not connect to ${url} (HTTP ${proxyStatus}).`];
      return [
        "refused",
        program
          ? `${program.name} is not running at ${url}.`
          : `Nothing answers at ${url}: the connection was refused.`,
      ];
    case "connect_timeout":
      if (proxyStatus !== undefined)
        return ["connect_timeout", `A proxy could not connect to ${url} in time (HTTP ${proxyStatus}).`];
      return ["connect_timeout", `No connection to ${url} could be made in time.`];
    case "dns":
      return ["dns", `The name in ${url} is not known to the network.`];
    case "offline":
      return ["offline", `You appear to be offline: ${url} cannot be reached.`];
    case "tls":
      return ["tls", tlsMessage(beginning(error.code ?? "", MAX_QUOTE_CHARS), url)];
    case "proxy":
      // The proxy's status is no answer of the endpoint, so it stands in the sentence only.
      return ["proxy", proxyMessage(error, url, context)];
    case "reset":
      return ["reset", `${serverAt(context)} closed the connection before its answer was complete.`];
    case "not_http": {
      const { says, said = "" } = oddHead(error);
      const what = `What answers at ${url} ${says}`;
      return ["not_an_api", says.endsWith("?") ? what : sentence(what, said, context.apiKey), { counts: false }];
    }
    case "truncated":
      return ["truncated", `${serverAt(context)} ended its answer in the middle of a compressed piece.`];
    case "too_large":
      return ["too_large", `${serverAt(context)} sent a few bytes that unpack to very many, and was ended.`];
    case "packed":
      return [
        "malformed",
        sentence(
          `${serverAt(context)} sent a compressed answer, though none was asked for, that cannot be unpacked here`,
          error.message,
          context.apiKey,
        ),
        { retry: "no" },
      ];
    case "local_only":
      return ["local_only", localOnlySentence(error.message)];
    case "internal":
      if (error.code === "ERR_INVALID_URL") return ["bad_request", `${url} is not an http:// or https:// address.`];
      if (key && firstWords(error.message).toLowerCase().includes(`${key.header} header`))
        return ["auth", `The API key for ${url} has characters that cannot be sent.`];
      if (error.code === "UND_ERR_INVALID_ARG")
        return ["bad_request", `The request to ${url} has a header with characters that cannot be sent.`];
      return ["internal", internalError(error, context)];
  }
}

/** What an exception says may come from a server too: a parser quotes what it could not read. */
const internalError = (error: unknown, context: ClassifyContext): string =>
  sentence(
    `Internal error while talking to ${shownUrl(context.url)}`,
    error instanceof Error ? error.message : String(error),
    context.apiKey,
  );

function tlsMessage(code: string, url: string): string {
  if (/WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST/.test(code))
    return `The server at ${url} does not speak TLS: should the address start with http://?`;
  return `Certificate problem at ${url} (${code}): check http.systemCertificates or NODE_EXTRA_CA_CERTS.`;
}

function proxyMessage(error: TransportError, url: string, context: ClassifyContext): string {
  const status = error.details.proxyStatus;
  if (status === 407) return `The proxy requires authentication before ${url} can be reached (HTTP 407).`;
  if (status !== undefined) return `The proxy refused the connection to ${url} (HTTP ${status}).`;
  return sentence(`The proxy for ${url} cannot be used`, error.message, context.apiKey);
}
