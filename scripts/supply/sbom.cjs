// @ts-check
// The list of what the package is made of (SBOM), as CycloneDX 1.6.
const { createHash } = require("node:crypto");
const { Spec, Validation } = require("@cyclonedx/cyclonedx-library");

/**
 * @param {readonly import("./bundled-packages.cjs").BundledPackage[]} packages
 * @param {{ name: string, version: string, description: string, license: string, devDependencies: Record<string, string> }} manifest of the extension
 * @param {string} esbuildVersion
 * @returns {object} without a time stamp: the same source gives the same file
 */
exports.sbomOf = (packages, manifest, esbuildVersion) => {
  const purls = new Map(packages.map((one) => [one.path, purlOf(one)]));
  const named = (/** @type {string} */ path) =>
    Object.keys(manifest.devDependencies).some((name) => path === `node_modules/${name}`);
  const self = `pkg:generic/${manifest.name}@${manifest.version}`;
  const content = {
    metadata: {
      lifecycles: [{ phase: "build" }],
      tools: { components: [{ type: "application", name: "esbuild", version: esbuildVersion }] },
      component: {
        type: "application",
        "bom-ref": self,
        name: manifest.name,
        version: manifest.version,
        description: manifest.description,
        licenses: licencesOf(manifest.license),
        purl: self,
      },
    },
    components: packages.map((one) => componentOf(one)),
    dependencies: [
      // Everything is bundled, so that what the code itself imports stands among the devDependencies.
      { ref: self, dependsOn: packages.filter(({ path }) => named(path)).map((one) => purlOf(one)) },
      ...packages.map((one) => ({
        ref: purlOf(one),
        dependsOn: [...new Set(one.requires.map((path) => /** @type {string} */ (purls.get(path))))],
      })),
    ],
  };
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: serialNumberOf(content),
    version: 1,
    ...content,
  };
};

/** @param {object} sbom @throws {Error} with what the schema objects to */
exports.validateSbom = async (sbom) => {
  const objection = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(JSON.stringify(sbom));
  if (objection) throw new Error(`The SBOM is no CycloneDX 1.6: ${JSON.stringify(objection)}`);
};

/** @param {import("./bundled-packages.cjs").BundledPackage} one */
function componentOf(one) {
  const { group, name } = partsOf(one.name);
  const [algorithm, digest = ""] = one.integrity.split("-");
  if (algorithm !== "sha512") throw new Error(`${one.name} is locked by ${algorithm}, not by SHA-512`);
  return {
    type: "library",
    "bom-ref": purlOf(one),
    ...(group !== undefined && { group }),
    name,
    version: one.version,
    scope: "required",
    hashes: [{ alg: "SHA-512", content: Buffer.from(digest, "base64").toString("hex") }],
    licenses: licencesOf(one.licence),
    purl: purlOf(one),
    ...(one.website !== undefined && { externalReferences: [{ type: "website", url: one.website }] }),
    properties: one.bundles.map((value) => ({ name: "llm-breaker:bundle", value })),
  };
}

/** @param {string} expression of SPDX */
const licencesOf = (expression) => (/\s/.test(expression) ? [{ expression }] : [{ license: { id: expression } }]);

/** @param {string} name */
function partsOf(name) {
  const slash = name.indexOf("/");
  return slash === -1 ? { group: undefined, name } : { group: name.slice(0, slash), name: name.slice(slash + 1) };
}

/** The package's address as all tools write it (package-url: the @ of a scope is escaped). @param {{ name: string, version: string }} one */
function purlOf({ name, version }) {
  return `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;
}
exports.purlOf = purlOf;

/** A UUID made of the content's hash, in the form that RFC 9562 leaves to everyone (version 8). @param {object} content */
function serialNumberOf(content) {
  const hex = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
