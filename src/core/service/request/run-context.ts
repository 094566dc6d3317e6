import type { StreamEvent } from "../../model/service-events";
import type { RequestRecord } from "../../model/request";
import type { Logger } from "../../ports/logger";
import type { ResolvedConfig } from "../config/config";
import type { Balancer } from "../endpoints/balancer";
import type { Loads } from "../endpoints/loads";
import type { ManagedEndpoint } from "../endpoints/managed-endpoint";
import type { NetworkWatch } from "../endpoints/network-watch";
import type { SharedState } from "../endpoints/shared/shared-state";
import type { AnswerCache } from "./answer-cache";
import type { AttemptContext } from "./attempt/attempt-types";
import type { RequestInput } from "./input";
import type { RequestEnd } from "./request-end";

/** What a request needs of the service around it. */
export interface RunContext extends AttemptContext {
  config: ResolvedConfig;
  /** As they are when the request begins: what it needs of one that the settings name no more stays with it. */
  endpoints: ReadonlyMap<string, ManagedEndpoint>;
  logger: Logger;
  balancer: Balancer;
  network: NetworkWatch;
  loads: Loads;
  cache: AnswerCache;
  shared: Pick<SharedState, "takeTrial" | "ready"> | undefined;
}

/** A request on its way. */
export interface Run {
  /** Runs the request, once. */
  run(): Promise<{ end: RequestEnd; record: RequestRecord }>;
  /** The caller wants no answer any more. Sockets close at once. */
  cancel(reason?: unknown): void;
}

/** @param tell gets what the caller shows as it comes, all but the end; undefined for one who only wants the whole answer */
export type RunFactory = (context: RunContext, input: RequestInput, tell?: (event: StreamEvent) => void) => Run;
