import { quote } from "../../core/foreign/foreign-text";
import { count } from "../../core/l10n/numbers";
import { t } from "../../core/l10n/t";
import type { PortProblem } from "../../node/telemetry/prometheus/port-problem";

/** Every text a person reads about metrics that leave the editor. */
export const metricsTexts = {
  copied: (series: number) => t("Copied {0} metrics as Prometheus text.", count(series)),
  port: ({ port, reason, error }: PortProblem) => {
    if (reason === "in_use")
      return t(
        "The metrics port {0} (llmBreaker.metrics.prometheusPort) is in use by another program or window. It is taken as soon as it is free; set another port, or 0 for none.",
        port,
      );
    if (reason === "forbidden")
      return t(
        "The metrics port {0} (llmBreaker.metrics.prometheusPort) needs rights that the editor does not have: set one from 1024 on, or 0 for none.",
        port,
      );
    return t(
      "The metrics port {0} (llmBreaker.metrics.prometheusPort) could not be opened: {1}",
      port,
      quote(error instanceof Error ? error.message : String(error)),
    );
  },
  refused: (why: string) =>
    t("Metrics are not pushed while “Local only” (llmBreaker.localOnly) is on: {0}", quote(why)),
  unavailable: (reason: string) => t("Metrics cannot be given out: {0}", quote(reason)),
};
