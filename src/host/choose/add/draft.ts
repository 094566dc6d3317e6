import { isHttp, typeInfo, type EndpointType } from "../../../core/model/endpoint-types";
import type { EndpointConfig } from "../../../core/model/endpoint";
import { originOf } from "../../secrets/origin";

/** An endpoint that is being described, so far. */
export interface Draft {
  type: EndpointType;
  url: string;
  id: string;
  /** As it was typed; it is stored with the endpoint and not before. */
  key?: string;
  model?: string;
  /** What a look at the address found, in words. */
  seen: string;
}

export type StepName = "type" | "address" | "name" | "key" | "model";

/** What there is to ask for an endpoint of a type, in this order. */
export function stepsOf(type: EndpointType): StepName[] {
  return [
    "type",
    ...(isHttp(type) ? (["address"] as const) : []),
    "name",
    ...(asksKey(type) ? (["key"] as const) : []),
    "model",
  ];
}

const asksKey = (type: EndpointType): boolean => typeInfo(type).key?.asked === true;

/** Another address; a key that was typed for the one before is not for it. */
export function withAddress({ key, ...rest }: Draft, url: string): Draft {
  const stays = key !== undefined && originOf(rest.url) === originOf(url);
  return { ...rest, url, ...(stays && { key }) };
}

/** For a client that looks at it before it is in the settings. */
export function configOf({ id, type, url, key, model }: Draft, storedKey: string | undefined): EndpointConfig {
  const apiKey = key ?? storedKey;
  return { id, type, url, ...(model !== undefined && { model }), ...(apiKey !== undefined && { apiKey }) };
}

/** As it is written to the settings: without its key. */
export function entryOf({ id, type, url, model }: Draft): Record<string, string> {
  return { id, type, ...(isHttp(type) && { url }), ...(model !== undefined && { model }) };
}
