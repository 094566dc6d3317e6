import assert from "node:assert/strict";
import { metricNames, prometheusName, specOf } from "../../src/node/telemetry/measure/catalogue";
import { busyTelemetry } from "../support/busy-telemetry";
import { exposedSeries, readPromql } from "../support/promql";
import { alertQueries, dashboardChoices, dashboardQueries } from "../support/teams-files";

/** Labels that Prometheus adds to whatever it scrapes. */
const ADDED = ["job", "instance"];

describe("the alert rules and the dashboard for teams", () => {
  const exposed = new Map<string, Map<string, Set<string>>>();
  before(async () => {
    const { telemetry, dispose } = busyTelemetry();
    for (const { metric, labels } of exposedSeries(await telemetry.prometheusText())) {
      const known = exposed.get(metric) ?? exposed.set(metric, new Map()).get(metric)!;
      for (const [label, value] of Object.entries(labels))
        known.set(label, (known.get(label) ?? new Set<string>()).add(value));
    }
    await dispose();
  });

  it("are compared with an exporter that shows every metric there is", () => {
    for (const name of metricNames) {
      const { kind, unit } = specOf(name);
      const scraped = prometheusName(name, unit);
      assert.ok(exposed.has(kind === "histogram" ? `${scraped}_bucket` : scraped), scraped);
    }
  });

  it("are all there", () => {
    assert.ok(alertQueries().length >= 9);
    assert.ok(dashboardQueries().length >= 15);
    assert.ok(dashboardChoices().length > 0);
  });

  for (const { where, expression, shownLabels } of [...alertQueries(), ...dashboardQueries()]) {
    it(`${where}: names only what the exporter shows`, () => {
      const { selectors, grouped } = readPromql(expression);
      assert.ok(selectors.length > 0, expression);
      for (const { metric, matchers } of selectors) {
        const labels = exposed.get(metric);
        assert.ok(labels, `${metric} is not exposed`);
        for (const { label, operator, value } of matchers) {
          assert.ok(labels.has(label), `${metric} has no label ${label}`);
          // "" asks for series without the label.
          if (operator === "=" && value !== "")
            assert.ok(labels.get(label)!.has(value), `${metric}: no ${label}="${value}"`);
        }
      }
      const all = new Set([...ADDED, ...selectors.flatMap(({ metric }) => [...exposed.get(metric)!.keys()])]);
      for (const label of [...grouped, ...shownLabels]) assert.ok(all.has(label), `nothing there has a label ${label}`);
      // What aggregates keeps only the labels it is told to keep, and a word that shows another one would stay empty.
      for (const label of shownLabels) assert.ok(grouped.includes(label), `${label} is shown and not kept`);
    });
  }

  it("offer choices that the exporter has values for", () => {
    for (const { metric, label } of dashboardChoices())
      assert.ok(exposed.get(metric)?.has(label), `${metric}, ${label}`);
  });
});

describe("the reader of PromQL", () => {
  it("finds metrics, matchers and groups, and nothing in strings, ranges and functions", () => {
    const reading = readPromql(
      'sum by (le, job) (rate(a_bucket{x="b{c}", y!~"d|e"}[5m])) / ignoring (state) f:g > 0.5 and h unless on(k) vector(1) == Inf',
    );
    assert.deepEqual(reading, {
      selectors: [
        {
          metric: "a_bucket",
          matchers: [
            { label: "x", operator: "=", value: "b{c}" },
            { label: "y", operator: "!~", value: "d|e" },
          ],
        },
        { metric: "f:g", matchers: [] },
        { metric: "h", matchers: [] },
      ],
      grouped: ["le", "job", "state", "k"],
    });
    assert.throws(() => readPromql('{__name__=~"a.*"}'), /without a name/);
  });

  it("reads an exposition", () => {
    assert.deepEqual(exposedSeries('# TYPE a gauge\na{x="1",y="b\\"}"} 2\nb 3\n'), [
      { metric: "a", labels: { x: "1", y: 'b"}' } },
      { metric: "b", labels: {} },
    ]);
  });
});
