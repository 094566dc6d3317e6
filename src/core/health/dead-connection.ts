import { isFailureKind, ruleOf } from "../model/failure-kinds";

/** Error codes of the runtime that say: nobody is listening there, or whoever was is gone. */
const DEAD_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** How deep causes are followed: wrappers are a handful, a ring of causes must end. */
const DEPTH = 8;

/**
 * Whether `error` is that of a dead connection (refused, reset, unreachable), as opposed to a server that answers badly or not at all. Looks
 * at `kind`, at `code`, and at what is in `cause` and, for several addresses tried at once, in `errors`.
 */
export function isDeadConnection(error: unknown, depth = DEPTH): boolean {
  if (typeof error !== "object" || error === null || depth === 0) return false;
  const { kind, code, syscall, cause, errors } = error as Record<
    "kind" | "code" | "syscall" | "cause" | "errors",
    unknown
  >;
  if (typeof kind === "string") {
    // A broken stream may be a crash or the server's own doing; what is below it tells.
    const connection = isFailureKind(kind) ? ruleOf(kind).connection : "alive";
    if (connection !== "undecided") return connection === "dead";
  }
  if (typeof code === "string" && (DEAD_CODES.has(code) || (code === "ETIMEDOUT" && syscall === "connect")))
    return true;
  if (Array.isArray(errors) && errors.some((inner) => isDeadConnection(inner, depth - 1))) return true;
  return isDeadConnection(cause, depth - 1);
}
