import type { Disposable } from "../../core/disposable";
import type { LlmService } from "../../core/service/types";
import { measureEvent } from "./measure-event";
import type { Measurement } from "./measurement";

export type MeasurementSink = (measurement: Measurement) => void;

/**
 * Measures from the start, so that counters are whole although the OpenTelemetry SDK is loaded only when asked for: until
 * there is a sink the newest measurements are kept, at most `capacity`; the sink gets those first and then each new one.
 */
export class MeasurementFeed implements Disposable {
  private kept: Measurement[] = [];
  private sink: MeasurementSink | undefined;
  private readonly subscription: Disposable;

  constructor(
    service: Pick<LlmService, "onEvent" | "endpoints">,
    private readonly capacity = 10_000,
  ) {
    this.subscription = service.onEvent((event) => {
      for (const measurement of measureEvent(event, service)) this.take(measurement);
    });
  }

  /** Hands over what was kept, and from now on everything at once. */
  pour(sink: MeasurementSink): void {
    this.sink = sink;
    for (const measurement of this.kept) sink(measurement);
    this.kept = [];
  }

  dispose(): void {
    this.subscription.dispose();
    this.sink = undefined;
    this.kept = [];
  }

  private take(measurement: Measurement): void {
    if (this.sink) return this.sink(measurement);
    this.kept.push(measurement);
    // Half is let go at once: an array that loses its first entry on every push would be copied every time.
    if (this.kept.length > this.capacity) this.kept.splice(0, this.kept.length - Math.ceil(this.capacity / 2));
  }
}
