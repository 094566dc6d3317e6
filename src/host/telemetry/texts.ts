import { quote } from "../../core/foreign/foreign-text";
import type { PortProblem } from "../../node/telemetry/prometheus/port-problem";

/** Every text a person reads about metrics that leave the editor. */
export const metricsTexts = {
  copied: (series: number) => `Copied ${series.toLocaleString("en")} metrics as Prometheus text.`,
  port: ({ port, reason, error }: PortProblem) => {
    const subject = `The metrics port ${port} (llmBreaker.metrics.prometheusPort)`;
    if (reason === "in_use")
      return `${subject} is in use by another program or window. It is taken as soon as it is free; set another port, or 0 for none.`;
    if (reason === "forbidden")
      return `${subject} needs rights that the editor does not have: set one from 1024 on, or 0 for none.`;
    return `${subject} could not be opened: ${quote(error instanceof Error ? error.message : String(error))}`;
  },
  refused: (why: string) => `Metrics are not pushed while “Local only” (llmBreaker.localOnly) is on: ${quote(why)}`,
  unavailable: (reason: string) => `Metrics cannot be given out: ${quote(reason)}`,
};
