import type { EndpointConfig } from "../service/types";
import type { EndpointClient } from "./client";
import type { ClientDeps } from "./deps";
import { OllamaClient } from "./ollama-client";
import { OpenAiClient } from "./openai-client";

/**
 * The client that speaks to an endpoint over HTTP. The editor's own models (`vscode-lm`) are not reached that way: whoever has them
 * brings their client along.
 * @throws TypeError for a type that has no client here
 */
export function createEndpointClient(config: EndpointConfig, deps: ClientDeps): EndpointClient {
  switch (config.type) {
    case "ollama":
      return new OllamaClient(config, deps);
    case "openai":
      return new OpenAiClient(config, deps);
    default:
      throw new TypeError(`Endpoint ${config.id}: there is no client for the type ${config.type} here.`);
  }
}
