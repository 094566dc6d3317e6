import type { Logger } from "../../ports/logger";
import type { ResolvedConfig } from "../config/config";
import type { Balancer } from "../endpoints/balancer";
import type { Loads } from "../endpoints/loads";
import type { ManagedEndpoint } from "../endpoints/managed-endpoint";
import type { NetworkWatch } from "../endpoints/network-watch";
import type { SharedState } from "../endpoints/shared/shared-state";
import type { AnswerCache } from "./answer-cache";
import type { AttemptContext } from "./attempt/attempt-types";

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
