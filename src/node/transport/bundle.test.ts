import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

const run = promisify(execFile);

/** Prints what the two slots hold before and after the bundle is loaded and has sent a request. */
const program = (bundle: string): string => `
  const slots = ["undici.globalDispatcher.1", "undici.globalDispatcher.2"].map(Symbol.for);
  const before = slots.map((slot) => globalThis[slot]);
  const names = Object.getOwnPropertyNames(globalThis).sort().join();
  const { createUndiciTransport } = require(${JSON.stringify(bundle)});
  const server = require("node:http").createServer((_, response) => response.end("ok")).listen(0, "127.0.0.1", async () => {
    const transport = createUndiciTransport({ env: {} });
    const url = "http://127.0.0.1:" + server.address().port;
    const { status, body } = await transport.request({ method: "GET", url, connectTimeoutMs: 1000, signal: new AbortController().signal });
    for await (const _ of body);
    await transport.dispose();
    server.close();
    console.log(JSON.stringify({ status, same: slots.map((slot, index) => globalThis[slot] === before[index]), names: Object.getOwnPropertyNames(globalThis).sort().join() === names }));
  });`;

describe("the bundled transport", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "llm-breaker-bundle-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("leaves every other extension's fetch alone: no global dispatcher, and never undici's main module", async function () {
    this.timeout(30_000);
    const outfile = join(folder, "transport.cjs");
    const { metafile } = await build({
      entryPoints: [join(__dirname, "undici-transport.ts")],
      outfile,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      metafile: true,
      logLevel: "silent",
    });
    const inputs = Object.keys(metafile.inputs).filter((file) => file.includes("/undici/"));
    assert.ok(inputs.length > 0);
    assert.deepEqual(
      inputs.filter((file) => /undici\/(index|lib\/global|lib\/dispatcher\/agent)\.js$/.test(file)),
      [],
    );
    const { stdout } = await run(process.execPath, ["-e", program(outfile)], { env: { PATH: process.env["PATH"] } });
    assert.deepEqual(JSON.parse(stdout), { status: 200, same: [true, true], names: true });
  });
});
