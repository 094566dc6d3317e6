/** The service for plain Node: everything of the core, and `createLlmService` on real sockets. */
export * from "../core/index";
export { createLlmService, type NodeServiceDeps } from "./create-llm-service";
export type { TransportOptions } from "./transport/base/options";
