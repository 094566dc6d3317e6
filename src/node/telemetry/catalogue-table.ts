import { metricNames, prometheusName, specOf } from "./catalogue";

/** The README's table of all metrics, as Markdown. */
export function catalogueTable(): string {
  const rows = metricNames.map((name) => {
    const { kind, unit, attributes, description } = specOf(name);
    const scraped = prometheusName(name, unit);
    const names = scraped === name ? `\`${name}\`` : `\`${scraped}\`, by OTLP \`${name}\``;
    return `| ${names} | ${kind === "total" ? "counter" : kind} | ${attributes.map((attribute) => `\`${attribute}\``).join(", ")} | ${description} |`;
  });
  return ["| metric | type | attributes | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
