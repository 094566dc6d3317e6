// What the bundles contain of other people's work, with their licences: dist/THIRD-PARTY-NOTICES.txt, for the package.
const { existsSync, readFileSync, readdirSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

/** @param {string[]} inputs paths of bundled files @returns folders of the packages they are from, sorted by name */
function packagesOf(inputs) {
  const folders = inputs.map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
}

const nameOf = (folder) => folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);

/** @throws Error for a package without a licence */
function noticeOf(folder) {
  const { name, version, license, homepage, repository } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  if (!license && files.length === 0) throw new Error(`${name} has no licence and cannot be packaged`);
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  const source = homepage ?? (typeof repository === "string" ? repository : repository?.url) ?? "";
  return [`${name} ${version} (${license ?? "see below"})`, source, "", ...(texts.length > 0 ? texts : [`Licence: ${license}`])].join("\n");
}

/** @param {{ metafile: { inputs: object } }[]} results of esbuild, with metafiles */
exports.writeThirdPartyNotices = (results, file) => {
  const folders = packagesOf(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
  if (!existsSync(dirname(file))) throw new Error(`${dirname(file)} is not there`);
  const intro = "LLM Breaker contains code of these packages.";
  writeFileSync(file, `${[intro, ...folders.map(noticeOf)].join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
};
