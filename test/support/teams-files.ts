import { readFileSync } from "node:fs";

/** A query of the files that teams are given, and the labels that its words use. */
export interface TeamQuery {
  where: string;
  expression: string;
  shownLabels: string[];
}

interface Dashboard {
  templating: { list: { name: string; type: string; query: string | { query: string } }[] };
  panels: { title: string; targets: { expr: string; legendFormat: string }[] }[];
}

/** The rules of docs/teams/alerts.yml. They are read by their indentation, which a test of the real promtool holds to YAML. */
export function alertQueries(): TeamQuery[] {
  const [, ...rules] = readFileSync("docs/teams/alerts.yml", "utf8").split(/^ {6}- alert: /m);
  return rules.map((rule) => {
    const [, line, block] = /^ {8}expr: (?:\|\n((?: {10}.*\n)+)|(.*)\n)/m.exec(rule) ?? [];
    const expression = line ?? block;
    if (expression === undefined) throw new Error(`No expression: ${rule}`);
    return {
      where: `alert ${rule.split("\n")[0]}`,
      expression,
      shownLabels: [...rule.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label!),
    };
  });
}

/** The queries of the Grafana dashboard, with a value for what Grafana fills in. */
export function dashboardQueries(): TeamQuery[] {
  return dashboard().panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }) => ({
      where: `panel ${title}`,
      expression: expr.replaceAll("$__rate_interval", "5m").replaceAll("$__range", "6h").replaceAll("$endpoint", ".*"),
      shownLabels: [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!),
    })),
  );
}

/** Metric and label of each choice at the dashboard's head that asks Prometheus for its values. */
export function dashboardChoices(): { metric: string; label: string }[] {
  return dashboard().templating.list.flatMap(({ query }) => {
    if (typeof query === "string") return [];
    const [, metric, label] = /^label_values\((\w+), (\w+)\)$/.exec(query.query) ?? [];
    if (metric === undefined || label === undefined) throw new Error(`No choice: ${query.query}`);
    return [{ metric, label }];
  });
}

const dashboard = (): Dashboard => JSON.parse(readFileSync("docs/teams/grafana-dashboard.json", "utf8")) as Dashboard;
