import { metricNames, OPERATION_ATTRIBUTES, prometheusName, specOf } from "./catalogue";

/** The table of all metrics in docs/metrics.md, as Markdown. */
export function catalogueTable(): string {
  const rows = metricNames.map((name) => {
    const { kind, unit, attributes, description } = specOf(name);
    const scraped = prometheusName(name, unit);
    const names = scraped === name ? `\`${name}\`` : `\`${scraped}\`, by OTLP \`${name}\``;
    return `| ${names} | ${kind === "total" ? "counter" : kind} | ${attributesText(attributes)} | ${description} |`;
  });
  return ["| metric | type | attributes | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** The same names in each of four rows would hide the one that differs. */
function attributesText(attributes: readonly string[]): string {
  const own = attributes
    .filter((attribute) => !OPERATION_ATTRIBUTES.includes(attribute))
    .map((attribute) => `\`${attribute}\``);
  return (own.length < attributes.length ? ["*operation*", ...own] : own).join(", ");
}
