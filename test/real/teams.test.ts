import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { busyTelemetry } from "../support/busy-telemetry";
import { alertQueries, dashboardChoices, dashboardQueries } from "../support/teams-files";
import { debianProgram } from "./debian-program";
import { freePort } from "./free-port";
import { Prometheus } from "./prometheus";

const run = promisify(execFile);

describe("a real Prometheus takes what docs/teams gives to a team", () => {
  let promtool: string;
  let prometheus: Prometheus;
  let exporter: ReturnType<typeof busyTelemetry>;

  before(async function () {
    this.timeout(360_000);
    let binary: string;
    try {
      binary = await debianProgram("prometheus", "prometheus");
      promtool = await debianProgram("promtool", "prometheus");
    } catch (error) {
      console.log(`    left out: Prometheus: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
      return this.skip();
    }
    exporter = busyTelemetry();
    const port = await freePort();
    await exporter.telemetry.apply({ prometheusPort: port });
    prometheus = await Prometheus.start(binary, port);
    // A rate needs two scrapes.
    await prometheus.becomes('count_over_time(up{job="editor"}[1m]) > bool 2', 1, 30_000);
  });
  after(async () => {
    await prometheus?.stop();
    await exporter?.dispose();
  });

  it("the alert rules, to which promtool has nothing to say", async () => {
    const { stdout } = await run(promtool, ["check", "rules", "--lint=all", "--lint-fatal", "docs/teams/alerts.yml"]);
    assert.match(stdout, new RegExp(`SUCCESS: ${alertQueries().length} rules found`));
  });

  it("the alert rules, which fire when they should and are silent when they should", async function () {
    this.timeout(60_000);
    const { stdout } = await run(promtool, ["test", "rules", "docs/teams/alerts.test.yml"]);
    assert.match(stdout, /SUCCESS/);
  });

  it("the dashboard: each panel has something to show of an exporter to which everything has happened", async function () {
    this.timeout(60_000);
    for (const { where, expression } of dashboardQueries())
      assert.ok((await prometheus.query(expression)).length > 0, `${where}: ${expression}`);
    for (const { metric, label } of dashboardChoices())
      assert.ok((await prometheus.query(`count by (${label}) (${metric})`)).length > 0, metric);
  });

  it("and the alerts on what stands now: what is open, held back, silent, waiting and forced open", async () => {
    const standing: string[] = [];
    for (const { where, expression } of alertQueries())
      if ((await prometheus.query(expression)).length > 0) standing.push(where);
    assert.deepEqual(standing, [
      "alert LlmEndpointDown",
      "alert LlmEndpointHeldBack",
      "alert LlmEndpointSilent",
      "alert LlmQueueLong",
      "alert LlmEndpointForcedOpen",
    ]);
  });
});
