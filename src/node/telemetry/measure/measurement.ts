import type { MetricName } from "./catalogue";

export type Attributes = Record<string, string | number>;

/** One value for one metric. Carries no prompt, no answer, no address beyond host and port. */
export interface Measurement {
  metric: MetricName;
  /** Seconds where the metric's unit is `s`. */
  value: number;
  attributes: Attributes;
}
