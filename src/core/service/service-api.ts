import type { Disposable } from "../async/disposable";
import type { EndpointClient, PullProgress } from "../endpoint/client";
import type { HealthChecker } from "../health/health-checker";
import type { ChatMessage } from "../model/chat";
import type { ServiceConfig } from "../model/config";
import type { EndpointStatus } from "../model/endpoint";
import type { ServiceEvent, StreamEvent } from "../model/service-events";
import type { Completion, RequestOptions } from "../model/request";

export interface LlmService {
  /** Rejects with `CircuitOpenError`, `EndpointError`, `AllEndpointsFailedError` or `RequestCancelledError`; each carries `attempts`. */
  complete(prompt: string | ChatMessage[], options?: RequestOptions): Promise<Completion>;
  /** Ends after its `done` event; throws what `complete` rejects with. Leaving the loop early cancels the request. */
  stream(prompt: string | ChatMessage[], options?: RequestOptions): AsyncIterable<StreamEvent>;
  readonly health: HealthChecker;
  endpoints(): EndpointStatus[];
  /** Takes a whole config; keeps the breakers whose endpoint (id and address) stays. Throws a RangeError or TypeError and changes nothing when it is bad. */
  configure(config: ServiceConfig): void;
  dispose(): Promise<void>;

  onEvent(listener: (event: ServiceEvent) => void): Disposable;
  /** Looks at an endpoint now: liveness, readiness and warmth; an open breaker whose cause was a dead connection becomes half-open when it answers. */
  checkHealth(endpointId: string): Promise<EndpointStatus>;
  /** Closes and empties the breaker, and clears latch and gate. */
  reset(endpointId: string): void;
  trip(endpointId: string): void;
  /** Ends what keeps calls from an endpoint (the wait of an open breaker, a latch, a gate), so that the next call is a trial. */
  allowTrial(endpointId: string): void;
  /** The client that speaks to the endpoint, for what is beside the chain (list models, pull). Undefined for an unknown id. */
  client(endpointId: string): EndpointClient | undefined;
  /** Downloads a model and then clears the endpoint's `model_missing` latch. */
  pull(endpointId: string, model: string, signal: AbortSignal): AsyncIterable<PullProgress>;
  /** True while nothing leaves this machine and its private network, by the config. */
  readonly localOnly: boolean;
  /** True while the machine has no network (no breaker is touched then). */
  readonly offline: boolean;
  /** Tells whether somebody looks at the window; background checks rest five minutes after it lost focus. */
  setFocused(focused: boolean): void;
  /** What other windows know of these endpoints, and learn later, is followed from now on; without this from the first request or check. */
  followOthers(): void;
}
