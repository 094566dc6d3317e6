import { systemClock } from "../core/breaker/system-clock";
import type { Clock } from "../core/breaker/types";
import type { SharedBreakers } from "../core/history/shared-breakers";
import type { ServiceConfig } from "../core/model/config";
import type { Logger } from "../core/ports/logger";
import { ChainedLlmService, type LlmServiceDeps } from "../core/service/llm-service";
import type { LlmService } from "../core/service/service-api";
import { TimerHold } from "./timer-hold";

/** What a service in a Node program may be given, whatever it is assembled of. */
export interface NodeSurroundings {
  clock?: Clock;
  /** 0..1. */
  random?: () => number;
  logger?: Logger;
  /** Where several processes tell each other of the state of their breakers. */
  shared?: SharedBreakers;
}

/** The service in a Node process, of parts that are there already or are loaded later. Throws as `createLlmService` does. */
export function assembleService(
  config: ServiceConfig,
  parts: Pick<LlmServiceDeps, "createClient" | "createRun" | "onDispose">,
  { clock = systemClock, random, logger, shared }: NodeSurroundings,
): LlmService {
  return new ChainedLlmService(config, {
    ...parts,
    clock,
    hold: new TimerHold(),
    cpuMs: processorMs,
    ...(random && { random }),
    ...(logger && { logger }),
    ...(shared && { shared }),
  });
}

/** Processor time that this process has used, in milliseconds. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
