import type { Disposable } from "../../../core/async/disposable";
import type { LlmService } from "../../../core/service/service-api";
import { measureEvent } from "./measure-event";
import type { Measurement } from "./measurement";

/** By its name, as Prometheus wants it: the catalogue belongs to what is loaded only when asked for. */
export const isCounter = (metric: string): boolean => metric.endsWith("_total");

export type MeasurementSink = (measurement: Measurement) => void;

/**
 * Measures from the start, so that counters are whole although the OpenTelemetry SDK is loaded only when asked for: until
 * there is a sink, counters are summed and the newest of the other measurements are kept, at most `capacity`; the sink gets those first and then
 * each new one.
 */
export class MeasurementFeed implements Disposable {
  #kept: Measurement[] = [];
  readonly #sums = new Map<string, Measurement>();
  #sink: MeasurementSink | undefined;
  readonly #subscription: Disposable;
  readonly #capacity: number;

  constructor(service: Pick<LlmService, "onEvent" | "endpoints">, capacity = 10_000) {
    this.#capacity = capacity;
    this.#subscription = service.onEvent((event) => {
      for (const measurement of measureEvent(event, service)) this.#take(measurement);
    });
  }

  /** Hands over what was kept, and from now on everything at once. */
  pour(sink: MeasurementSink): void {
    this.#sink = sink;
    for (const measurement of [...this.#sums.values(), ...this.#kept]) sink(measurement);
    this.#forget();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#sink = undefined;
    this.#forget();
  }

  #forget(): void {
    this.#kept = [];
    this.#sums.clear();
  }

  #take(measurement: Measurement): void {
    if (this.#sink) return this.#sink(measurement);
    if (isCounter(measurement.metric)) return this.#sum(measurement);
    this.#kept.push(measurement);
    // Half is let go at once: an array that loses its first entry on every push would be copied every time.
    if (this.#kept.length > this.#capacity) this.#kept.splice(0, this.#kept.length - Math.ceil(this.#capacity / 2));
  }

  #sum(measurement: Measurement): void {
    const key = JSON.stringify([measurement.metric, measurement.attributes]);
    const sum = this.#sums.get(key);
    if (sum) sum.value += measurement.value;
    else this.#sums.set(key, { ...measurement });
  }
}
