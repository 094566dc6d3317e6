import type { Logger } from "../../ports/logger";
import type { ResolvedConfig } from "../config/config";
import type { Balancer } from "../endpoints/balancer";
import type { Loads } from "../endpoints/loads";
import type { ManagedEndpoint } from "../endpoints/managed-endpoint";
import type { NetworkWatch } from "../endpoints/network-watch";
import type { AnswerCache } from "./answer-cache";
import type { AttemptContext } from "./attempt/attempt-types";

/** What a request needs of the service around it. */
export interface RunContext extends AttemptContext {
  config: ResolvedConfig;
  endpoints: ReadonlyMap<string, ManagedEndpoint>;
  logger: Logger;
  balancer: Balancer;
  network: NetworkWatch;
  loads: Loads;
  cache: AnswerCache;
}
