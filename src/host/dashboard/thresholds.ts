import { t } from "../../core/l10n/t";
import type { ThresholdName, ThresholdValues } from "../../core/messages/dashboard-queries";
import { thresholdNames } from "../../core/messages/dashboard-queries";
import type { ThresholdField } from "../../core/messages/dashboard-results";
import { breakerRanges, breakerRules } from "../settings/rules/breaker-rules";
import { BadValue, type NumberRange } from "../settings/rules/value-rules";

/** An entry of `llmBreaker.endpoints` as it stands in the settings, checked or not. */
type RawEndpoint = Record<string, unknown>;

/**
 * The fields of the form for one endpoint.
 * @param own the endpoint's entry in the settings
 * @param shared the value of the setting for all endpoints
 */
export function thresholdFields(
  own: RawEndpoint | undefined,
  shared: (name: ThresholdName) => unknown,
): ThresholdField[] {
  return thresholdNames.map((name) => {
    const { min, max, whole = false }: NumberRange = breakerRanges[name];
    return { name, own: numberOr(own?.[name], null), shared: numberOr(shared(name), min), min, max, whole };
  });
}

/** The entry with this id among the raw value of `llmBreaker.endpoints`. */
export function rawEndpoint(endpoints: unknown, id: string): RawEndpoint | undefined {
  if (!Array.isArray(endpoints)) return undefined;
  return endpoints.find(
    (entry: unknown): entry is RawEndpoint =>
      typeof entry === "object" && entry !== null && (entry as RawEndpoint)["id"] === id,
  );
}

/**
 * The raw value of `llmBreaker.endpoints` with other thresholds for one endpoint; null removes one. Everything else stays as it was
 * written, and the value given is not changed.
 * @throws {BadValue} that names the setting and what is allowed.
 */
export function withThresholds(endpoints: unknown, id: string, values: ThresholdValues): unknown[] {
  const entry = rawEndpoint(endpoints, id);
  if (!entry) throw new BadValue("llmBreaker.endpoints", t("a list with “{0}”", id), endpoints);
  const changed: RawEndpoint = { ...entry };
  for (const [name, value] of Object.entries(values) as [ThresholdName, number | null][]) {
    if (value === null) delete changed[name];
    else changed[name] = breakerRules[name](value, name);
  }
  return (endpoints as unknown[]).map((other) => (other === entry ? changed : other));
}

function numberOr<T>(value: unknown, otherwise: T): number | T {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}
