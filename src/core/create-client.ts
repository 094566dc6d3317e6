import type { EndpointType } from "./model/endpoint-types";
import type { EndpointConfig } from "./model/endpoint";
import { AnthropicClient } from "./endpoint/anthropic/anthropic-client";
import type { EndpointClient } from "./endpoint/client";
import type { ClientDeps } from "./endpoint/deps";
import { OllamaClient } from "./endpoint/ollama/ollama-client";
import { OpenAiClient } from "./endpoint/openai/openai-client";

type ClientFactory = (config: EndpointConfig, deps: ClientDeps) => EndpointClient;

/** A client a type. Undefined where the type is not reached by HTTP: whoever has the means brings the client along. */
const CLIENTS: Record<EndpointType, ClientFactory | undefined> = {
  ollama: (config, deps) => new OllamaClient(config, deps),
  openai: (config, deps) => new OpenAiClient(config, deps),
  anthropic: (config, deps) => new AnthropicClient(config, deps),
  "vscode-lm": undefined,
};

/**
 * The client that speaks to an endpoint over HTTP.
 * @throws TypeError for a type that has no client here
 */
export function createEndpointClient(config: EndpointConfig, deps: ClientDeps): EndpointClient {
  const create = CLIENTS[config.type];
  if (!create) throw new TypeError(`Endpoint ${config.id}: there is no client for the type ${config.type} here.`);
  return create(config, deps);
}
