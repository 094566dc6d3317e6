/** Something a person should know once: which setting does not do what it says, and why. */
export interface OutputProblem {
  setting: "metrics.prometheusPort" | "metrics.otlpEndpoint";
  message: string;
}
