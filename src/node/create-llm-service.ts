import { createEndpointClient } from "../core/create-client";
import { systemClock } from "../core/breaker/system-clock";
import type { EndpointClient } from "../core/endpoint/client";
import type { ServiceConfig } from "../core/model/config";
import type { Transport } from "../core/ports/transport";
import type { ResolvedEndpoint } from "../core/service/config/config";
import { createRun } from "../core/service/request/run";
import type { LlmService } from "../core/service/service-api";
import { assembleService, type NodeSurroundings } from "./assemble-service";
import type { TransportOptions } from "./transport/base/options";
import { createUndiciTransport } from "./transport/undici-transport";

export interface NodeServiceDeps extends NodeSurroundings {
  /** Proxy and certificate rules of the transport that is made when none is given. */
  network?: TransportOptions;
  /** A transport to use instead; it is then not disposed with the service. */
  transport?: Transport;
  /** Clients for endpoint types that are not reached over HTTP (`vscode-lm`). */
  clients?: Partial<Record<ResolvedEndpoint["type"], (config: ResolvedEndpoint) => EndpointClient>>;
  /** What the machine of this program is called where an address such as `localhost` could be taken for another's. */
  machine?: string;
}

/**
 * The LLM service on real sockets, for a script or any Node program.
 * @throws TypeError or RangeError that names the field when the configuration is bad.
 */
export function createLlmService(config: ServiceConfig, deps: NodeServiceDeps = {}): LlmService {
  const { clock = systemClock, machine } = deps;
  const transport = deps.transport ?? createUndiciTransport(deps.network);
  return assembleService(
    config,
    {
      createClient: (endpoint, settings) =>
        deps.clients?.[endpoint.type]?.(endpoint) ??
        createEndpointClient(endpoint, { transport, clock, ...settings, ...(machine !== undefined && { machine }) }),
      createRun,
      ...(!deps.transport && { onDispose: () => transport.dispose() }),
    },
    deps,
  );
}

/** A service with one local Ollama and nothing else to set. */
createLlmService.withLocal = (
  { baseUrl = "http://localhost:11434", model }: { baseUrl?: string; model?: string } = {},
  deps: NodeServiceDeps = {},
): LlmService =>
  createLlmService(
    { endpoints: [{ id: "ollama", type: "ollama", url: baseUrl, ...(model !== undefined && { model }) }] },
    deps,
  );
