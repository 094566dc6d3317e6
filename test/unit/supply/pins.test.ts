import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { projectPath } from "../../../scripts/paths.mjs";
import { shippedPackages } from "./shipped";

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies: Record<string, string>;
}

describe("versions of what is bundled", function () {
  this.timeout(60_000);

  it("are exact in package.json, so that no install ships other code than the one that was tested", async () => {
    const { devDependencies } = JSON.parse(readFileSync(projectPath("package.json"), "utf8")) as Manifest;
    const named = (await shippedPackages()).filter(({ path }) =>
      Object.keys(devDependencies).some((name) => path === `node_modules/${name}`),
    );
    assert.ok(named.length >= 8, `only ${named.length} packages were found in the bundles`);
    assert.deepEqual(
      named.map(({ name }) => `${name} ${devDependencies[name]}`),
      named.map(({ name, version }) => `${name} ${version}`),
    );
  });

  it("are held by the lock file with a SHA-512 each, those that others bring along too", async () => {
    const { packages } = JSON.parse(readFileSync(projectPath("package-lock.json"), "utf8")) as {
      packages: Record<string, { version: string; integrity?: string }>;
    };
    for (const { path, version } of await shippedPackages()) {
      assert.equal(packages[path]?.version, version, path);
      assert.match(packages[path]?.integrity ?? "", /^sha512-[A-Za-z0-9+/]{86}==$/, path);
    }
  });

  it("are asked for in the lock file as they are in package.json", () => {
    const { packages } = JSON.parse(readFileSync(projectPath("package-lock.json"), "utf8")) as {
      packages: Record<string, Manifest>;
    };
    assert.deepEqual(
      packages[""]!.devDependencies,
      (JSON.parse(readFileSync(projectPath("package.json"), "utf8")) as Manifest).devDependencies,
    );
  });

  it("are not hidden from this test as dependencies that are installed beside the bundles", () => {
    assert.equal((JSON.parse(readFileSync(projectPath("package.json"), "utf8")) as Manifest).dependencies, undefined);
  });
});
