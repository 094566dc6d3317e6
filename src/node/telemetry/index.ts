/** What the telemetry chunk offers: the part of the metrics that carries the OpenTelemetry SDK, loaded only when asked for. */
export { createTelemetry } from "./telemetry";
