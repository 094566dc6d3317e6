import { untilAborted } from "../../core/async/wait";
import type { CircuitBreaker } from "../../core/breaker/circuit-breaker";
import type { StateChange } from "../../core/breaker/types";
import type { ChatMessage } from "../../core/model/chat";
import type { EndpointStatus } from "../../core/model/endpoint";
import type { Completion, RequestOptions } from "../../core/model/request";
import type { StreamEvent } from "../../core/model/service-events";
import { protect, type ProtectOptions, type Unavailable } from "../../core/protect";
import { CircuitBreaker as Breaker } from "../../core/breaker/circuit-breaker";
import type { OptionsPatch } from "../../core/breaker/options";
import { requestInput, type RequestInput } from "../../core/service/request/input";
import type { LlmService } from "../../core/service/service-api";
import { ExportedStream } from "./exported-stream";

/** What other extensions, and tests, get; `llm-breaker.d.ts` says it to them. */
export interface ExtensionApi {
  readonly service: LlmService;
  complete(prompt: string | ChatMessage[], options?: RequestOptions): Promise<Completion>;
  stream(prompt: string | ChatMessage[], options?: RequestOptions): AsyncIterable<StreamEvent>;
  endpoints(): EndpointStatus[];
  onDidChangeState(listener: (event: EndpointStateChange) => void): { dispose(): void };
  protect: Protect;
}

interface EndpointStateChange {
  endpoint: string;
  change: StateChange;
}

/** @param breaker one that several functions share, or the options of one for this function alone */
type Protect = <This, A extends unknown[], R>(
  operationName: string,
  breaker: CircuitBreaker | OptionsPatch,
  fn: (this: This, ...args: A) => Promise<R> | R,
  options?: ProtectOptions<R>,
) => (this: This, ...args: A) => Promise<R | Unavailable>;

/** @param ready resolves when settings and stored API keys are with the service */
export function createExtensionApi(service: LlmService, ready: () => Promise<void>): ExtensionApi {
  // Every other extension gets the same object.
  return Object.freeze({
    service,
    async complete(prompt, options = {}) {
      const input = requestInput(prompt, options);
      await readyOrCancelled(ready, input);
      return service.complete(input.messages, input.options);
    },
    stream: (prompt, options = {}) => {
      const input = taken(prompt, options);
      return new ExportedStream(
        async () => readyOrCancelled(ready, input()),
        () => service.stream(input().messages, input().options),
      );
    },
    endpoints: () => service.endpoints(),
    onDidChangeState: (listener) => {
      if (typeof listener !== "function") throw new TypeError("listener must be a function.");
      return service.onEvent((event) => {
        if (event.type === "state") listener({ endpoint: event.endpoint, change: event.change });
      });
    },
    protect: (operationName, breaker, fn, options) => {
      if (typeof operationName !== "string") throw new TypeError("operationName must be a text.");
      if (typeof breaker !== "object" || breaker === null)
        throw new TypeError("breaker must be an object: a breaker, or options for one.");
      const own = isBreaker(breaker) ? breaker : new Breaker(breaker, { name: operationName });
      return protect(operationName, own, fn, options);
    },
  } satisfies ExtensionApi);
}

/** Takes over what a caller gave, at once: what he changes before it is sent is no matter of the request. @returns gives it, or throws what is wrong with it */
function taken(prompt: string | ChatMessage[], options: RequestOptions): () => RequestInput {
  try {
    const input = requestInput(prompt, options);
    return () => input;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** A store of keys may keep one waiting, and nobody who has cancelled waits for it: the service says that he has. */
async function readyOrCancelled(ready: () => Promise<void>, { options: { signal } }: RequestInput): Promise<void> {
  await (signal ? untilAborted(ready(), signal).catch(() => undefined) : ready());
}

/** Not by its class: another extension may bring the core itself. */
const isBreaker = (value: CircuitBreaker | OptionsPatch): value is CircuitBreaker =>
  "execute" in value && typeof value.execute === "function";
