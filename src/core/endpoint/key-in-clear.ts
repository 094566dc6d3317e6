import { parseAddress } from "../foreign/address";
import { hostOf, isLoopback } from "./address";

/**
 * True where a key sent to this address can be read on the way: http:// to another machine. A proxy on the way reads it too, as nothing inside
 * the tunnel is encrypted; to this machine itself nothing ever goes through one.
 */
export function sendsInClear(url: string): boolean {
  return parseAddress(url)?.protocol === "http:" && !isLoopback(hostOf(url));
}
