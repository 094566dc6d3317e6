import { TransportError } from "../../../core/ports/transport";

/**
 * What a proxy that was to fetch an address says of the credentials it was given: some refuse wrong ones with 401, as if they were the server (tinyproxy does).
 * Whoever forwards an answer names itself in `Via` (RFC 9110, 7.6.3), so that a challenge without it is the proxy's own.
 * @param asked the headers that were sent, lower-case
 * @returns undefined where the answer is the server's, or says itself that it is the proxy's
 */
export function fetchRefusal(
  asked: Record<string, string>,
  { status, headers }: { status: number; headers: Record<string, string> },
): TransportError | undefined {
  if (status !== 401 || asked["proxy-authorization"] === undefined || headers["via"] !== undefined) return undefined;
  if (!/^\s*basic\b/i.test(headers["www-authenticate"] ?? "")) return undefined;
  return new TransportError("proxy", "The proxy does not accept the credentials of its address.", {
    proxyStatus: status,
  });
}
