import type { Counter, Histogram, Observable } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  InstrumentType,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { metricNames, specOf, type MetricName } from "./measure/catalogue";
import type { Attributes, Measurement } from "./measure/measurement";

/** Series a metric may have before further ones are counted together; a server could name its models at random. */
const SERIES_LIMIT = 500;

/** A reader that collects when asked: a scrape, a push and the clipboard share one set of counters. */
class OnDemandReader extends MetricReader {
  constructor() {
    super({
      cardinalitySelector: () => SERIES_LIMIT,
      // With cumulative temporality the SDK would go on reporting a gauge that is not observed any more: a removed endpoint, a
      // rate that is unknown again. A gauge has no temporality on the wire.
      aggregationTemporalitySelector: (type) =>
        type === InstrumentType.OBSERVABLE_GAUGE ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
    });
  }
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** The instruments of the catalogue on an SDK of our own; OpenTelemetry's process-wide registry is neither read nor set. */
export class Meter {
  readonly #reader = new OnDemandReader();
  readonly #provider: MeterProvider;
  readonly #instruments = new Map<MetricName, Pick<Counter, "add"> | Pick<Histogram, "record">>();
  readonly #observables = new Map<MetricName, Observable>();
  #collecting: Promise<unknown> = Promise.resolve();

  /**
   * @param resource who measures: `service.name`, `service.version`, `service.instance.id`
   * @param observe reads the gauges and totals
   */
  constructor(resource: Attributes, observe: () => Measurement[]) {
    this.#provider = new MeterProvider({ resource: resourceFromAttributes(resource), readers: [this.#reader] });
    const meter = this.#provider.getMeter("llm-breaker");
    for (const name of metricNames) {
      const { kind, description, unit, buckets } = specOf(name);
      const options = { description, ...(unit && { unit }) };
      if (kind === "counter") this.#instruments.set(name, meter.createCounter(name, options));
      else if (kind === "histogram")
        this.#instruments.set(
          name,
          meter.createHistogram(name, {
            ...options,
            ...(buckets && { advice: { explicitBucketBoundaries: [...buckets] } }),
          }),
        );
      else
        this.#observables.set(
          name,
          kind === "gauge" ? meter.createObservableGauge(name, options) : meter.createObservableCounter(name, options),
        );
    }
    meter.addBatchObservableCallback(
      (result) => {
        for (const { metric, value, attributes } of observe()) {
          const observable = this.#observables.get(metric);
          if (observable) result.observe(observable, value, attributes);
        }
      },
      [...this.#observables.values()],
    );
  }

  record({ metric, value, attributes }: Measurement): void {
    const instrument = this.#instruments.get(metric);
    if (!instrument) return;
    if ("add" in instrument) instrument.add(value, attributes);
    else instrument.record(value, attributes);
  }

  /** Everything as it is now. One collection after the other: two at once would share the gauges between them. */
  collect(): Promise<ResourceMetrics> {
    const collection = this.#collecting.then(async () => {
      const { resourceMetrics, errors } = await this.#reader.collect();
      if (errors.length > 0) throw new AggregateError(errors, "The metrics could not be collected");
      return resourceMetrics;
    });
    this.#collecting = collection.catch(() => undefined);
    return collection;
  }

  shutDown(): Promise<void> {
    return this.#provider.shutdown();
  }
}
