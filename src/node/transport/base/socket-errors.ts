import { t } from "../../../core/l10n/t";
import { TransportError, type TransportErrorKind } from "../../../core/ports/transport";
import { isLoopback } from "../../../core/endpoint/address";
import { firstWords } from "../../../core/foreign/first-words";

const OFFLINE_CODES = new Set(["ENETUNREACH", "ENETDOWN", "EAI_AGAIN", "ENONET"]);
const REFUSED_CODES = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "EADDRNOTAVAIL",
  "EACCES",
  "EPERM",
  "EAFNOSUPPORT",
]);
const CERTIFICATE_CODES = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "HOSTNAME_MISMATCH",
  "CERT_SIGNATURE_FAILURE",
  "CERT_CHAIN_TOO_LONG",
  "PATH_LENGTH_EXCEEDED",
]);

/** The runtime's code of an error, or of the error that matters most inside an `AggregateError` (one per address tried). */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof AggregateError) {
    const codes = error.errors.map(errorCode);
    return (
      codes.find((code) => code === "ECONNREFUSED") ??
      codes.find((code) => code !== undefined && !OFFLINE_CODES.has(code)) ??
      codes[0]
    );
  }
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

const isTlsCode = (code: string) =>
  code.startsWith("ERR_TLS_") || code.startsWith("ERR_SSL_") || code === "EPROTO" || CERTIFICATE_CODES.has(code);

/** An error while the connection was being made, as the port names it. `host` is the host that was to be reached. */
export function connectError(error: unknown, host: string): TransportError {
  if (error instanceof TransportError) return error;
  const code = errorCode(error);
  return new TransportError(connectKind(code, host), t("Connecting to {0} failed: {1}", host, describe(error)), {
    ...(code && { code }),
    cause: error,
  });
}

function connectKind(code: string | undefined, host: string): TransportErrorKind {
  if (code === undefined) return "internal";
  if (OFFLINE_CODES.has(code)) return isLoopback(host) ? "refused" : "offline";
  if (REFUSED_CODES.has(code)) return "refused";
  if (code === "ETIMEDOUT" || code === "ERR_SOCKET_CONNECTION_TIMEOUT") return "connect_timeout";
  if (code.startsWith("EAI_") || code === "ENOTFOUND" || code === "ENODATA" || code === "ESERVFAIL") return "dns";
  if (isTlsCode(code)) return "tls";
  if (code === "ECONNRESET" || code === "EPIPE" || code === "ECONNABORTED") return "reset";
  return "internal";
}

/** What undici keeps of what its parser could not read. */
interface ParserError {
  name?: string;
  data?: string;
}

/** An error on an established connection. `answered`: some byte of an answer had come; `inBody`: its whole head had. */
export function exchangeError(error: unknown, host: string, answered: boolean, inBody: boolean): TransportError {
  if (error instanceof TransportError) return error;
  const { name, data } = (error ?? {}) as ParserError;
  // undici gives a parser error no code where its table of codes has none.
  const code = errorCode(error) ?? (name === "HTTPParserError" ? "HPE_INVALID" : undefined);
  return new TransportError(
    exchangeKind(code, answered, inBody),
    t("The connection to {0} broke: {1}", host, describe(error)),
    {
      ...(code && { code }),
      ...(data !== undefined && { said: firstWords(data) }),
      cause: error,
    },
  );
}

function exchangeKind(code: string | undefined, answered: boolean, inBody: boolean): TransportErrorKind {
  if (code === undefined) return "internal";
  // What has sent a head speaks HTTP; its body is broken then.
  if (code.startsWith("HPE_") && inBody) return "reset";
  if (code.startsWith("HPE_") || code === "UND_ERR_HEADERS_OVERFLOW") return "not_http";
  // undici says so of whatever its parser stumbles over behind a Content-Length, a second one in the head too.
  if (code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH") return inBody ? "reset" : "not_http";
  // A server that wants a client certificate says so only after the handshake (TLS 1.3).
  if (!answered && isTlsCode(code)) return "tls";
  if (OFFLINE_CODES.has(code)) return "offline";
  if (code.startsWith("UND_ERR_INVALID") || code === "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH") return "internal";
  return "reset";
}

function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join("; ");
  return error instanceof Error ? error.message : String(error);
}
