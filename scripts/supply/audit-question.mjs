// @ts-check
/** What `npm audit` is asked about: a project that consists of the bundled packages and of nothing else. */

/** @typedef {{ name: string, version: string, integrity?: string }} AskedPackage */

/**
 * A package with an advisory that every registry with advisories knows (GHSA-vh95-rmgr-6w4m, of 2020). It is asked about along with the others:
 * a mirror that answers every question with "nothing" is caught by it. It is never downloaded.
 */
export const KNOWN_BAD = { name: "minimist", version: "0.0.8" };

/**
 * @param {readonly AskedPackage[]} packages
 * @returns {{ manifest: object, lock: object, asked: AskedPackage[] }} contents of package.json and package-lock.json, and what they ask about
 */
export function auditQuestion(packages) {
  const asked = distinct([...packages, KNOWN_BAD]);
  /** @type {Record<string, AskedPackage & { dependencies?: Record<string, string> }>} */
  const places = {};
  for (const { name, version, integrity } of asked) {
    // A second version of a package is put below the first one, as npm would.
    let path = `node_modules/${name}`;
    for (let above = places[path]; above !== undefined; above = places[path]) {
      above.dependencies = { [name]: version };
      path = `${path}/node_modules/${name}`;
    }
    places[path] = { name, version, ...(integrity !== undefined && { integrity }) };
  }
  const dependencies = Object.fromEntries(
    asked.map(({ name }) => [name, /** @type {AskedPackage} */ (places[`node_modules/${name}`]).version]),
  );
  const manifest = { name: "bundled", version: "1.0.0", private: true, dependencies };
  return {
    manifest,
    lock: {
      name: "bundled",
      version: "1.0.0",
      lockfileVersion: 3,
      requires: true,
      packages: { "": manifest, ...places },
    },
    asked,
  };
}

/** @param {readonly AskedPackage[]} packages */
const distinct = (packages) => [...new Map(packages.map((one) => [`${one.name}@${one.version}`, one])).values()];
