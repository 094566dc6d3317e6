// Where these types stood before; import them from where they are now.
export type { AttemptRecord } from "../model/attempt";
export type { ChainStep, LoadBalancing, ServiceConfig } from "../model/config";
export type { EndpointConfig, EndpointStatus, EndpointType, Tier } from "../model/endpoint";
export type { ServiceEvent, StreamEvent } from "../model/service-events";
export type { Completion, RequestLabel, RequestOptions, RequestRecord } from "../model/request";
export type { LlmService } from "./service-api";
