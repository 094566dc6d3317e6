import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build, type Plugin } from "esbuild";
import { asCommonJs, refuseCircles } from "../../../scripts/build/as-common-js.cjs";
import { leanHttp } from "../../../scripts/build/lean-http.cjs";
import { leanTelemetry } from "../../../scripts/build/lean-telemetry.cjs";
import { projectRoot } from "../../../scripts/paths.mjs";

const run = promisify(execFile);

describe("libraries of the host without what is not asked of them", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "llm-breaker-lean-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What a script says that is bundled with a plugin. */
  async function said(contents: string, plugins: Plugin[]): Promise<string> {
    const outfile = join(folder, "program.cjs");
    await build({
      stdin: { contents, resolveDir: projectRoot, loader: "ts" },
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      mainFields: ["module", "main"],
      assetNames: "[name]",
      outdir: folder,
      entryNames: "program",
      outExtension: { ".js": ".cjs" },
      logLevel: "silent",
      absWorkingDir: projectRoot,
      plugins,
    });
    return (await run(process.execPath, [outfile])).stdout;
  }

  it("send a text and read the answer", async () => {
    const program = `
      import { createServer } from "node:http";
      import { createUndiciTransport } from "./src/node/transport/undici-transport";
      const server = createServer((request, response) => void request.pipe(response)).listen(0, "127.0.0.1", async () => {
        const transport = createUndiciTransport({ env: {} });
        const url = "http://127.0.0.1:" + server.address().port;
        const { status, body } = await transport.request({ method: "POST", url, body: JSON.stringify("é".repeat(9)), connectTimeoutMs: 1000, signal: new AbortController().signal });
        let answer = "";
        for await (const piece of body) answer += Buffer.from(piece).toString();
        await transport.dispose();
        server.close();
        console.log(status, answer);
      });`;
    assert.equal(await said(program, [leanHttp]), `200 "${"é".repeat(9)}"\n`);
  });

  it("measure, and say it in both ways, as before", async () => {
    const program = `
      import { Meter } from "./src/node/telemetry/meter";
      import { metricNames, specOf } from "./src/node/telemetry/measure/catalogue";
      import { encodeMetrics } from "./src/node/telemetry/otlp/otlp-encoding";
      import { prometheusText } from "./src/node/telemetry/prometheus/prometheus-text";
      Date.now = () => 1_700_000_000_000;
      performance.now = () => 1_000;
      process.hrtime = () => [1, 0];
      const all = metricNames.map((metric) => ({ metric, value: 3.5, attributes: {} }));
      const meter = new Meter({ "service.name": "x" }, () => all.filter(({ metric }) => !/^(counter|histogram)$/.test(specOf(metric).kind)));
      for (const one of all) meter.record(one);
      void meter.collect().then((metrics) => console.log(prometheusText(metrics), encodeMetrics(metrics).length));`;
    const whole = await said(program, []);
    assert.match(whole, /_bucket\{/);
    assert.equal(await said(program, [leanTelemetry]), whole);
  });
});

describe("chunks as CommonJS", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "llm-breaker-chunks-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("give each other what they export, also what changes later", async () => {
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
    write("shared.mjs", "export let count = 0; export const add = () => { count++; }; export default class Shared {}");
    write(
      "one.mjs",
      'import Shared, { add, count } from "./shared.mjs"; export const seen = () => { add(); return [count, new Shared().constructor.name]; };',
    );
    write(
      "two.mjs",
      'import { count } from "./shared.mjs"; export const later = async () => [(await import("./one.mjs")).seen(), count];',
    );
    for (const minify of [true, false]) {
      const outdir = join(folder, `out-${minify}`);
      await build({
        entryPoints: ["one.mjs", "two.mjs"].map((name) => join(folder, name)),
        outdir,
        bundle: true,
        splitting: true,
        platform: "node",
        format: "esm",
        keepNames: true,
        minify,
        sourcemap: !minify,
        logLevel: "silent",
        plugins: [asCommonJs],
      });
      assert.ok(readdirSync(outdir).length >= 3);
      const program = `require(${JSON.stringify(join(outdir, "two.js"))}).later().then((said) => console.log(JSON.stringify(said)))`;
      const { stdout } = await run(process.execPath, ["-e", program]);
      assert.equal(stdout, '[[1,"Shared"],1]\n');
    }
  });

  it("are refused where they ask for each other", () => {
    const chunk = (path: string, text: string): { path: string; text: string } => ({ path, text });
    refuseCircles([chunk("a.js", 'import{x}from"./b.js";'), chunk("b.js", 'import("./a.js")')]);
    assert.throws(
      () =>
        refuseCircles([
          chunk("a.js", 'import{x}from"./b.js";'),
          chunk("b.js", 'import"./c.js";'),
          chunk("c.js", 'import { y } from "./a.js";'),
        ]),
      /ask for each other: a\.js, b\.js, c\.js, a\.js/,
    );
  });
});
