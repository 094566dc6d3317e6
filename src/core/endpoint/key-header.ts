import type { EndpointConfig } from "../model/endpoint";
import { typeInfo, type KeyCarrier } from "../model/endpoint-types";
import { hostOf } from "./address";

/** The header in which a key goes to this address; undefined where the type takes none. */
export function keyHeaderOf({ type, url }: Pick<EndpointConfig, "type" | "url">): KeyCarrier | undefined {
  const key = typeInfo(type).key;
  const host = hostOf(url);
  return key?.elsewhere?.hosts.some((suffix) => host.endsWith(suffix)) ? key.elsewhere : key;
}
