// @ts-check
// Which packages' code is in the bundles, by what esbuild itself says that it wrote. Whatever is told of them (notices, SBOM, audit, pins) starts here.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

/**
 * @typedef {object} Metafile what esbuild tells of a build; paths are relative to the project's folder
 * @property {Record<string, { inputs: Record<string, { bytesInOutput: number }> }>} outputs
 *
 * @typedef {object} BundledPackage
 * @property {string} name
 * @property {string} version as installed
 * @property {string} path of its folder, relative to the project's, as the lock file names it
 * @property {string} licence an SPDX expression
 * @property {string | undefined} website
 * @property {string} integrity as in the lock file: `sha512-…` in base64
 * @property {string[]} requires paths of the bundled packages whose code it asks for
 * @property {string[]} bundles the files that contain its code
 *
 * @typedef {object} LockFile
 * @property {Record<string, { version?: string, integrity?: string }>} packages by path
 */

/**
 * The packages of which at least one byte was written. A file that was read but shaken off entirely is not shipped.
 * @param {readonly Metafile[]} metafiles
 * @param {string} root the project's folder
 * @returns {BundledPackage[]} sorted by name, then by path
 * @throws {Error} for a package that the lock file does not hold with a hash, or holds in another version than the one installed
 */
exports.bundledPackages = (metafiles, root) => {
  /** @type {LockFile} */
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const bundlesOf = bundlesByPackage(metafiles);
  const paths = new Set(bundlesOf.keys());
  return [...bundlesOf]
    .map(([path, bundles]) => describe(path, [...bundles].sort(), root, lock, paths))
    .sort((one, other) => one.name.localeCompare(other.name) || one.path.localeCompare(other.path));
};

/** @param {readonly Metafile[]} metafiles */
function bundlesByPackage(metafiles) {
  /** @type {Map<string, Set<string>>} */
  const found = new Map();
  for (const { outputs } of metafiles) {
    for (const [bundle, { inputs }] of Object.entries(outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const path = packageFolder(input);
        if (path === undefined || bytesInOutput === 0) continue;
        found.set(path, (found.get(path) ?? new Set()).add(bundle));
      }
    }
  }
  return found;
}

/**
 * @param {string} input path of a bundled file; a plugin's namespace may stand before it
 * @returns {string | undefined} the folder of the package it is from; undefined for the project's own files
 */
function packageFolder(input) {
  const path = input.replaceAll("\\", "/").replace(/^.*?(?:^|[/:])(?=node_modules\/)/, "");
  if (!path.startsWith("node_modules/")) return undefined;
  const parts = path.split("/");
  const at = parts.lastIndexOf("node_modules");
  return parts.slice(0, at + (parts[at + 1]?.startsWith("@") ? 3 : 2)).join("/");
}

/**
 * @param {string} path
 * @param {string[]} bundles
 * @param {string} root
 * @param {LockFile} lock
 * @param {ReadonlySet<string>} bundled
 * @returns {BundledPackage}
 */
function describe(path, bundles, root, lock, bundled) {
  const { name, version, license, homepage, repository, dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(root, path, "package.json"), "utf8"),
  );
  const locked = lock.packages[path];
  if (!locked?.integrity) throw new Error(`package-lock.json has no hash for ${name} (${path}), which is bundled`);
  if (locked.version !== version)
    throw new Error(`${name} is installed as ${version}, but package-lock.json says ${locked.version}: run npm ci`);
  if (typeof license !== "string" || license === "")
    throw new Error(`${name} ${version} does not say what its licence is and cannot be packaged`);
  const requires = Object.keys({ ...dependencies, ...peerDependencies })
    .map((dependency) => installedFor(path, dependency, bundled))
    .filter((found) => found !== undefined);
  return {
    name,
    version,
    path,
    licence: license,
    website: homepage ?? addressOf(repository),
    integrity: locked.integrity,
    requires,
    bundles,
  };
}

/** @param {string | { url?: string } | undefined} repository */
const addressOf = (repository) => (typeof repository === "string" ? repository : repository?.url);

/**
 * As Node looks for a package: in the asking one's own node_modules, then in those around it.
 * @param {string} from
 * @param {string} name
 * @param {ReadonlySet<string>} bundled
 */
function installedFor(from, name, bundled) {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf("/node_modules/"))) {
    const candidate = `${folder}/node_modules/${name}`;
    if (bundled.has(candidate)) return candidate;
    if (!folder.includes("/node_modules/")) break;
  }
  const top = `node_modules/${name}`;
  return bundled.has(top) ? top : undefined;
}
