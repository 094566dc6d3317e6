import assert from "node:assert/strict";
import { build, type BuildOptions } from "esbuild";
import type * as Core from "../index";

const common: BuildOptions = {
  bundle: true,
  write: false,
  platform: "neutral",
  format: "esm",
  target: "es2022",
  logLevel: "silent",
};

describe("the core as a bundle", () => {
  it("src/core/index.ts bundles for no platform in particular, with nothing left to import", async () => {
    const { outputFiles, metafile } = await build({ ...common, entryPoints: ["src/core/index.ts"], metafile: true });
    const inputs = Object.keys(metafile?.inputs ?? {});
    assert.ok(inputs.includes("src/core/breaker/circuit-breaker.ts"));
    assert.deepEqual(
      inputs.filter((path) => !path.startsWith("src/core/") && !path.startsWith("node_modules/")),
      [],
    );
    const text = outputFiles?.[0]?.text ?? "";
    assert.doesNotMatch(text, /\brequire\(|\bfrom ?["']/);
    assert.doesNotMatch(text, /["']vscode["']|["']node:/);
  });

  it("what is bundled runs", async () => {
    const { outputFiles } = await build({ ...common, minify: true, entryPoints: ["src/core/index.ts"] });
    const core = (await import(
      `data:text/javascript;base64,${Buffer.from(outputFiles?.[0]?.text ?? "").toString("base64")}`
    )) as typeof Core;
    const breaker = new core.CircuitBreaker({ failureThreshold: 1 });
    await assert.rejects(breaker.execute(() => Promise.reject(new Error("x"))));
    await assert.rejects(
      breaker.execute(() => 1),
      (error) => error instanceof core.CircuitOpenError && error.name === "CircuitOpenError",
    );
    breaker.dispose();
    for (const name of ["HealthChecker", "getHealthChecker", "protect"] as const)
      assert.equal(typeof core[name], "function");
  });
});
