import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listFiles, PackageManager } from "@vscode/vsce";
import { bundledPackages, type BundledPackage } from "../../../scripts/supply/bundled-packages.cjs";
import { purlOf, sbomOf, validateSbom } from "../../../scripts/supply/sbom.cjs";
import { licenceTexts, noticeHead } from "../../../scripts/supply/third-party-notices.cjs";
import { NOTICES_FILE, SBOM_FILE, writeSupplyFiles } from "../../../scripts/supply/write-supply-files.cjs";
import { projectPath, projectRoot } from "../../../scripts/paths.mjs";
import { shippedMetafiles, shippedPackages } from "./shipped";

interface Sbom {
  specVersion: string;
  components: { purl: string; hashes: { alg: string; content: string }[] }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}
const manifest = JSON.parse(readFileSync(projectPath("package.json"), "utf8")) as Parameters<typeof sbomOf>[1];

describe("what a package tells of the code of others in it", function () {
  this.timeout(60_000);
  let folder: string;
  let packages: BundledPackage[];
  let sbom: Sbom;
  let notices: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "llm-breaker-supply-"));
    packages = await shippedPackages();
    await writeSupplyFiles(await shippedMetafiles(), projectRoot, folder);
    sbom = JSON.parse(readFileSync(join(folder, SBOM_FILE), "utf8")) as Sbom;
    notices = readFileSync(join(folder, NOTICES_FILE), "utf8");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("lists exactly the packages that wrote at least a byte into a bundle", async () => {
    const folders = new Set<string>();
    for (const { outputs } of await shippedMetafiles()) {
      for (const { inputs } of Object.values(outputs)) {
        for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
          const found = /(?:^|\/)(node_modules\/.*node_modules\/|node_modules\/)(@[^/]+\/[^/]+|[^/]+)\//.exec(path);
          if (found && bytesInOutput > 0) folders.add(`${found[1]}${found[2]}`);
        }
      }
    }
    const expected = [...folders].map((path) =>
      purlOf(JSON.parse(readFileSync(projectPath(path, "package.json"), "utf8")) as BundledPackage),
    );
    assert.deepEqual(sbom.components.map(({ purl }) => purl).sort(), expected.sort());
    // Were the builds empty, all of this would hold too.
    assert.ok(sbom.components.some(({ purl }) => purl === `pkg:npm/undici@${manifest.devDependencies["undici"]}`));
  });

  it("says of each package which bytes were downloaded, as the lock file has it", () => {
    const lock = JSON.parse(readFileSync(projectPath("package-lock.json"), "utf8")) as {
      packages: Record<string, { integrity: string }>;
    };
    for (const { path, name, version } of packages) {
      const { hashes } = sbom.components.find(({ purl }) => purl === purlOf({ name, version }))!;
      assert.equal(
        `sha512-${Buffer.from(hashes[0]!.content, "hex").toString("base64")}`,
        lock.packages[path]!.integrity,
        name,
      );
    }
  });

  it("names in the graph only what is in the list, and what the code imports at its root", () => {
    const known = new Set(sbom.components.map(({ purl }) => purl));
    for (const { dependsOn } of sbom.dependencies) for (const purl of dependsOn) assert.ok(known.has(purl), purl);
    const [root] = sbom.dependencies;
    assert.ok(root!.dependsOn.some((purl) => purl.startsWith("pkg:npm/valibot@")));
    assert.ok(!root!.dependsOn.some((purl) => purl.startsWith("pkg:npm/entities@")), "markdown-it's, not ours");
  });

  it("holds the whole text of every licence", () => {
    const all = packages.map((one) => ({
      name: one.name,
      start: notices.indexOf(`\n${noticeHead(one)}\n`),
      texts: licenceTexts(projectPath(one.path), one.name).join("\n"),
    }));
    for (const { name, start, texts } of all) {
      assert.notEqual(start, -1, name);
      // Packages with the same text stand before it together.
      const others = all.filter((other) => other.texts !== texts && other.start > start);
      const notice = notices.slice(start, Math.min(...others.map((other) => other.start)));
      assert.ok(notice.includes(texts), name);
      assert.match(notice, /copyright|apache license/i, name);
    }
  });

  it("is the same for the same source", async () => {
    const again = sbomOf(await shippedPackages(), manifest, "1.0.0");
    assert.deepEqual(sbomOf(packages, manifest, "1.0.0"), again);
  });

  it("goes into the package", async () => {
    const copy = mkdtempSync(join(tmpdir(), "llm-breaker-package-"));
    try {
      for (const file of ["package.json", ".vscodeignore", "README.md", "CHANGELOG.md", "LICENSE", "SECURITY.md"])
        cpSync(projectPath(file), join(copy, file));
      mkdirSync(join(copy, "dist"));
      for (const file of ["extension.js", NOTICES_FILE, SBOM_FILE]) writeFileSync(join(copy, "dist", file), "");
      writeFileSync(join(copy, "esbuild.js"), "");
      const files = await listFiles({ cwd: copy, packageManager: PackageManager.None });
      assert.deepEqual(
        [`dist/${NOTICES_FILE}`, `dist/${SBOM_FILE}`, "LICENSE", "SECURITY.md"].filter((file) => !files.includes(file)),
        [],
      );
      assert.ok(!files.includes("esbuild.js"), "the list is the one by .vscodeignore");
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
});

describe("packaging", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "llm-breaker-supply-"))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** A project with one package in its bundle. */
  function project(manifest: object, lock: object, files: Record<string, string> = {}): () => BundledPackage[] {
    const folder = join(root, "node_modules/@scope/part");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "@scope/part", version: "1.2.3", ...manifest }));
    writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages: { "node_modules/@scope/part": lock } }));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const metafile = {
      outputs: {
        "dist/a.js": {
          inputs: {
            "unused:node_modules/@scope/part/a.js": { bytesInOutput: 9 },
            "node_modules/other/b.js": { bytesInOutput: 0 },
          },
        },
      },
    };
    return () => bundledPackages([metafile], root);
  }
  const locked = { version: "1.2.3", integrity: `sha512-${Buffer.alloc(64).toString("base64")}` };

  it("takes a package that is locked and licensed, also behind a plugin's namespace, and none that was shaken off", () => {
    assert.deepEqual(
      project({ license: "MIT" }, locked)().map(({ name, path, bundles }) => ({ name, path, bundles })),
      [{ name: "@scope/part", path: "node_modules/@scope/part", bundles: ["dist/a.js"] }],
    );
  });
  it("fails for a package without a hash, in another version than the locked one, or without a licence", () => {
    assert.throws(project({ license: "MIT" }, { version: "1.2.3" }), /no hash for @scope\/part/);
    assert.throws(
      project({ license: "MIT" }, { ...locked, version: "1.2.4" }),
      /installed as 1\.2\.3, but package-lock\.json says 1\.2\.4/,
    );
    assert.throws(project({}, locked), /does not say what its licence is/);
  });
  it("finds a licence's text in the readme, and fails where there is only its name", () => {
    const folder = join(root, "node_modules/@scope/part");
    const text = "Permission is hereby granted, free of charge, to any person. ".repeat(5).trim();
    project({ license: "MIT" }, locked, { LICENSE: "MIT" });
    assert.throws(() => licenceTexts(folder, "@scope/part"), /without the text of its licence/);
    writeFileSync(join(folder, "README.md"), `# Part\n\n## License\n\n${text}\n\n## More\n`);
    assert.deepEqual(licenceTexts(folder, "@scope/part"), ["MIT", text]);
    writeFileSync(join(folder, "LICENSE"), text);
    assert.deepEqual(licenceTexts(folder, "@scope/part"), [text]);
  });
  it("fails when the list of parts is no CycloneDX 1.6", async () => {
    const sound = sbomOf(project({ license: "MIT" }, locked)(), manifest, "1.0.0") as Sbom;
    await validateSbom(sound);
    await assert.rejects(
      validateSbom({ ...sound, components: [{ ...sound.components[0], type: "soup" }] }),
      /no CycloneDX 1\.6/,
    );
    await assert.rejects(
      validateSbom(sbomOf(project({ license: "Mine" }, locked)(), manifest, "1.0.0")),
      /no CycloneDX 1\.6/,
    );
  });
});
