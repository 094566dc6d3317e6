import { bareHost, parseAddress } from "../foreign/address";
import { typeInfo } from "../model/endpoint-types";
import type { EndpointConfig, Tier } from "../model/endpoint";
import { isPrivateAddress } from "./private-network";

/** True for this machine's own addresses (RFC 6890 loopback, RFC 6761 `localhost`), the unspecified ones too: a connect call takes them as this machine. */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  if (name === "::1" || name === "::" || name === "0.0.0.0") return true;
  // A URL writes an IPv4 address in IPv6 with hexadecimal digits: ::ffff:7f00:1.
  return /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(name) || /^::ffff:7f[0-9a-f]{2}:/.test(name);
}

/** True for loopback and for private networks (RFC 1918, RFC 4193, link-local, mDNS names). */
function isPrivate(host: string): boolean {
  const name = bare(host);
  return isLoopback(name) || isPrivateAddress(name) || name.endsWith(".local");
}

/** The host of an address, or "" where it has none (`vscode-lm`). */
export function hostOf(url: string): string {
  return parseAddress(url)?.hostname ?? "";
}

/** What the settings say, else what the type says, else by the address: those of this machine or network are local. */
export function tierOf(config: EndpointConfig): Tier {
  if (config.tier) return config.tier;
  const { tier } = typeInfo(config.type);
  if (tier !== "by_address") return tier;
  return isPrivate(hostOf(config.url)) ? "local" : "cloud";
}

function bare(host: string): string {
  const name = bareHost(host.toLowerCase());
  return name.endsWith(".") ? name.slice(0, -1) : name;
}
