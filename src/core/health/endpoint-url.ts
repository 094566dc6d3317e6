import { parseLoosely, segmentsOf, withoutEnding } from "../foreign/address";

/**
 * One spelling for one endpoint: scheme and host in lower case, no default port, no closing slash, no `/v1` at the end (Ollama and others
 * answer on the root as well as on `/v1`). An address without a scheme is taken for http. What is no URL stays as it is.
 */
export function normalizeEndpointUrl(address: string): string {
  const text = address.trim();
  const url = parseLoosely(text);
  // Only of addresses on the network is it known that several spellings are one.
  if (url === undefined || url.host === "") return text;
  const path = withoutEnding(segmentsOf(url), ["v1"]);
  return `${url.protocol}//${url.host}${path.map((segment) => `/${segment}`).join("")}${url.search}`;
}
