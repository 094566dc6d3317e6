import { t } from "../../../core/l10n/t";
import { optionalAddress } from "./address-rule";
import { headersRule } from "./header-rules";
import { number } from "./value-rules";

/** The settings of the metrics that leave the editor, for the one list of settings. */
export const metricsRules = {
  "metrics.prometheusPort": number({ min: 0, max: 65_535, whole: true }),
  "metrics.otlpEndpoint": optionalAddress,
  "metrics.otlpHeaders": headersRule(
    t("settings are no place for secrets; push to a collector on this machine that adds them"),
  ),
  "metrics.otlpInterval": number({ min: 1, max: 3600, unit: "seconds" }),
};

export type MetricsSettings = { [K in keyof typeof metricsRules]: ReturnType<(typeof metricsRules)[K]> };
