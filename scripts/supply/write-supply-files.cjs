// @ts-check
// What a package tells of the code of others in it: THIRD-PARTY-NOTICES.txt for people, sbom.cdx.json for programs.
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { version: esbuildVersion } = require("esbuild");
const { englishManifest } = require("../l10n/english-manifest.cjs");
const { bundledPackages } = require("./bundled-packages.cjs");
const { sbomOf, validateSbom } = require("./sbom.cjs");
const { thirdPartyNotices } = require("./third-party-notices.cjs");

exports.NOTICES_FILE = "THIRD-PARTY-NOTICES.txt";
exports.SBOM_FILE = "sbom.cdx.json";

/**
 * @param {readonly import("./bundled-packages.cjs").Metafile[]} metafiles of everything that is shipped
 * @param {string} root the project's folder
 * @param {string} folder where the files go; it is there
 * @throws {Error} where a package cannot be shipped: no licence, no hash
 */
exports.writeSupplyFiles = async (metafiles, root, folder) => {
  const packages = bundledPackages(metafiles, root);
  const sbom = sbomOf(packages, englishManifest(root), esbuildVersion);
  await validateSbom(sbom);
  writeFileSync(join(folder, exports.NOTICES_FILE), thirdPartyNotices(packages, root));
  writeFileSync(join(folder, exports.SBOM_FILE), `${JSON.stringify(sbom)}\n`);
};
