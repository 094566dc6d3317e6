// The public face of the core: what other programs import, and the benchmarks.
export { CircuitBreaker } from "./breaker/circuit-breaker";
export { CircuitOpenError, type CircuitOpenDetails } from "./breaker/circuit-open-error";
export type { ExecuteOptions, Operation, OperationCall } from "./breaker/call";
export type { OptionsPatch } from "./breaker/options";
export type {
  BreakerDeps,
  BreakerMetrics,
  BreakerMode,
  BreakerOptions,
  BreakerSnapshot,
  CallEnd,
  CircuitState,
  Clock,
  FailureInfo,
  Permit,
  RecoveryBackoff,
  StateChange,
  StateChangeReason,
  Subscription,
  WindowOptions,
} from "./breaker/types";
export { getHealthChecker, HealthChecker } from "./health/health-checker";
export type { Probe, ProbeFacts } from "./health/probe";
export type {
  EndpointRegistration,
  HealthCheckerDeps,
  HealthEvent,
  HealthStatus,
  MetricsSummary,
} from "./health/types";
export { protect, type ProtectLogger, type ProtectOptions, type ResultCache, type Unavailable } from "./protect";
export { AllEndpointsFailedError, EndpointError, RequestCancelledError } from "./failure/errors";
export type { FailureKind } from "./model/failure-kinds";
export type {
  ChatMessage,
  ImagePart,
  MessagePart,
  TextMessage,
  TextPart,
  ToolCall,
  ToolChoice,
  ToolDefinition,
  ToolResultPart,
  Usage,
} from "./model/chat";
export type { AttemptRecord } from "./model/attempt";
export type { ChainStep, LoadBalancing, ServiceConfig } from "./model/config";
export type { EndpointConfig, EndpointStatus, Tier } from "./model/endpoint";
export type { EndpointType } from "./model/endpoint-types";
export type { ServiceEvent, StreamEvent } from "./model/service-events";
export type { Completion, RequestOptions, RequestRecord } from "./model/request";
export type { LlmService } from "./service/service-api";
