import { parseAddress } from "../../../core/foreign/address";
import { isHttp, type EndpointType } from "../../../core/model/endpoint-types";

/** Labels of a host's name that say nothing of whose it is. */
const PLAIN = /^(?:api|www|llm|ai|inference|gateway|co|com|net|org|ac)$/;

/** A short name that no other endpoint has: the server's where its address has one (`openrouter` of `https://openrouter.ai/api/v1`), else the type's. */
export function proposedId(type: EndpointType, url: string, taken: readonly string[]): string {
  const name = (isHttp(type) ? hostName(url) : undefined) ?? type;
  if (!taken.includes(name)) return name;
  for (let number = 2; ; number++) if (!taken.includes(`${name}-${number}`)) return `${name}-${number}`;
}

function hostName(url: string): string | undefined {
  const host = parseAddress(url)?.hostname ?? "";
  // An address in numbers, or a name without a dot: this machine's, mostly.
  if (!/[a-z]/.test(host) || host.startsWith("[") || !host.includes(".")) return undefined;
  const labels = host.split(".").slice(0, -1);
  return labels.findLast((label) => !PLAIN.test(label)) ?? labels.at(-1);
}
