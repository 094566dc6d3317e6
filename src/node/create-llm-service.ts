import { systemClock } from "../core/breaker/system-clock";
import type { Clock } from "../core/breaker/types";
import type { EndpointClient } from "../core/endpoint/client";
import { createEndpointClient } from "../core/create-client";
import type { SharedBreakers } from "../core/history/shared-breakers";
import type { Logger } from "../core/ports/logger";
import type { Transport } from "../core/ports/transport";
import type { ResolvedEndpoint } from "../core/service/config/config";
import { ChainedLlmService } from "../core/service/llm-service";
import type { ServiceConfig } from "../core/model/config";
import type { LlmService } from "../core/service/service-api";
import type { TransportOptions } from "./transport/base/options";
import { TimerHold } from "./timer-hold";
import { createUndiciTransport } from "./transport/undici-transport";

export interface NodeServiceDeps {
  /** Proxy and certificate rules of the transport that is made when none is given. */
  network?: TransportOptions;
  /** A transport to use instead; it is then not disposed with the service. */
  transport?: Transport;
  /** Clients for endpoint types that are not reached over HTTP (`vscode-lm`). */
  clients?: Partial<Record<ResolvedEndpoint["type"], (config: ResolvedEndpoint) => EndpointClient>>;
  clock?: Clock;
  /** 0..1. */
  random?: () => number;
  logger?: Logger;
  /** What the machine of this program is called where an address such as `localhost` could be taken for another's. */
  machine?: string;
  /** Where several processes tell each other of the state of their breakers. */
  shared?: SharedBreakers;
}

/**
 * The LLM service on real sockets, for the editor, a script or any Node program.
 * @throws TypeError or RangeError that names the field when the configuration is bad.
 */
export function createLlmService(config: ServiceConfig, deps: NodeServiceDeps = {}): LlmService {
  const clock = deps.clock ?? systemClock;
  const transport = deps.transport ?? createUndiciTransport(deps.network);
  return new ChainedLlmService(config, {
    createClient: (endpoint, settings) =>
      deps.clients?.[endpoint.type]?.(endpoint) ??
      createEndpointClient(endpoint, {
        transport,
        clock,
        ...settings,
        ...(deps.machine !== undefined && { machine: deps.machine }),
      }),
    clock,
    hold: new TimerHold(),
    cpuMs: processorMs,
    ...(deps.random && { random: deps.random }),
    ...(deps.logger && { logger: deps.logger }),
    ...(deps.shared && { shared: deps.shared }),
    ...(!deps.transport && { onDispose: () => transport.dispose() }),
  });
}

/** Processor time that this process has used, in milliseconds. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
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
