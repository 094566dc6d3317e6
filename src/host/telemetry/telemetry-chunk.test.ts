import assert from "node:assert/strict";
import { build } from "esbuild";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadTelemetryChunk } from "./telemetry-chunk";
import { createUndiciTransport } from "../../node/transport/undici-transport";

describe("the telemetry chunk", () => {
  const folder = mkdtempSync(join(tmpdir(), "llm-breaker-chunk-"));
  const outfile = join(folder, "dist", "telemetry.js");
  let inputs: string[];
  before(async () => {
    const { metafile } = await build({
      entryPoints: ["src/node/telemetry/index.ts"],
      outfile,
      bundle: true,
      minify: true,
      metafile: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      mainFields: ["module", "main"],
    });
    inputs = Object.keys(metafile.inputs);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("holds the SDK, and neither undici nor protobufjs nor gRPC", () => {
    assert.ok(inputs.some((input) => input.includes("@opentelemetry/sdk-metrics")));
    assert.deepEqual(
      inputs.filter((input) => /node_modules\/(undici|protobufjs|@grpc)\//.test(input)),
      [],
    );
  });

  it("changes nothing that other extensions share", () => {
    const symbols = () => Object.getOwnPropertySymbols(globalThis).map(String);
    const shared = () => [
      globalThis.fetch,
      globalThis.setTimeout,
      globalThis.Promise,
      process.emit,
      createRequire(outfile)("node:http").request,
    ];
    const [symbolsBefore, namesBefore, before] = [symbols(), Object.getOwnPropertyNames(globalThis), shared()];
    const { createTelemetry } = loadTelemetryChunk(folder);
    const telemetry = createTelemetry({
      transport: createUndiciTransport(),
      service: { endpoints: () => [], offline: false },
      feed: { pour: () => undefined },
      version: "0",
      instanceId: "0",
      onProblem: () => undefined,
    });
    assert.deepEqual(symbols(), symbolsBefore);
    assert.deepEqual(Object.getOwnPropertyNames(globalThis), namesBefore);
    assert.deepEqual(shared(), before);
    return telemetry.dispose();
  });

  it("is not part of what the host loads by itself", async () => {
    const { metafile } = await build({
      entryPoints: ["src/host/telemetry/metrics-outputs.ts"],
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "cjs",
      external: ["vscode"],
    });
    assert.deepEqual(
      Object.keys(metafile.inputs).filter((input) => input.includes("@opentelemetry")),
      [],
    );
  });
});
