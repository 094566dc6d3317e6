import type { EndpointConfig } from "../model/endpoint";
import { typeInfo, type KeyHeader } from "../model/endpoint-types";
import { hostOf } from "./address";

/** Where Azure serves models. There a bearer is a token of its directory, and a key travels in a header of its own. */
const AZURE_HOSTS = [
  ".openai.azure.com",
  ".openai.azure.us",
  ".openai.azure.cn",
  ".cognitiveservices.azure.com",
  ".cognitiveservices.azure.us",
  ".cognitiveservices.azure.cn",
  ".services.ai.azure.com",
  ".azure-api.net",
];
const AZURE: KeyHeader = { header: "api-key", prefix: "", asked: true };

/** The header in which a key goes to this address; undefined where the type takes none. */
export function keyHeaderOf({ type, url }: Pick<EndpointConfig, "type" | "url">): KeyHeader | undefined {
  const host = hostOf(url);
  return type === "openai" && AZURE_HOSTS.some((suffix) => host.endsWith(suffix)) ? AZURE : typeInfo(type).key;
}
