import { BlockList, isIP } from "node:net";
import type { TransportOptions } from "../base/options";
import type { Target } from "../base/target";

/**
 * The proxy for a target, undefined for a direct connection. Loopback is always direct; a proxy named for this one endpoint wins over the
 * lists; then `http.proxy` with `http.noProxy`, then the environment, as the editor itself does it.
 */
export function chooseProxy(
  { host, port, secure, loopback }: Target,
  explicit: string | undefined,
  options: TransportOptions,
): string | undefined {
  if (loopback) return undefined;
  if (explicit) return explicit;
  const env = options.env ?? process.env;
  const read = (name: string): string | undefined => env[name.toLowerCase()] || env[name] || undefined;
  const exceptions = options.noProxy?.length ? options.noProxy : (read("NO_PROXY")?.split(/[\s,]+/) ?? []);
  // A name with a dot at its end is the same name.
  const name = host.toLowerCase();
  const plain = name.endsWith(".") ? name.slice(0, -1) : name;
  if (exceptions.some((pattern) => matches(pattern.trim().toLowerCase(), plain, port))) return undefined;
  if (options.proxy) return options.proxy;
  return (secure ? read("HTTPS_PROXY") : undefined) ?? read("HTTP_PROXY") ?? read("ALL_PROXY");
}

/** One pattern: `*`, a host with all below it (with or without a leading dot or `*.`), an address, a CIDR range; each with an optional port. */
function matches(pattern: string, host: string, port: number): boolean {
  if (pattern === "") return false;
  if (pattern === "*") return true;
  const { name, port: wanted } = splitPort(pattern);
  if (wanted !== undefined && wanted !== port) return false;
  if (name.includes("/")) return inRange(name, host);
  const suffix = name.replace(/^\*?\./, "").replace(/\.$/, "");
  return suffix !== "" && (host === suffix || (isIP(host) === 0 && host.endsWith(`.${suffix}`)));
}

function splitPort(pattern: string): { name: string; port?: number } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(pattern);
  if (bracketed) return { name: bracketed[1] ?? "", ...(bracketed[2] && { port: Number(bracketed[2]) }) };
  const plain = /^([^:]+):(\d+)$/.exec(pattern);
  return plain ? { name: plain[1] ?? "", port: Number(plain[2]) } : { name: pattern };
}

function inRange(range: string, host: string): boolean {
  const [network = "", bits = ""] = range.split("/");
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 6 ? 128 : 32))
    return false;
  const type = family === 6 ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(network, Number(bits), type);
  return list.check(host, type);
}
