// @ts-check

/**
 * @typedef {object} HostVersion
 * @property {string} label as told to people
 * @property {string} vscode the VS Code inside
 * @property {string} codeServer version of the npm package that carries it
 * @property {number} nodeMajor the Node its server wants
 */

/** The VS Code versions the tests run in: the newest one known to work, and the oldest that `engines.vscode` admits. */
export const hostVersions = /** @satisfies {Record<string, HostVersion>} */ ({
  newest: { label: "newest", vscode: "1.139.1", codeServer: "4.139.1", nodeMajor: 24 },
  oldest: { label: "oldest supported", vscode: "1.104.0", codeServer: "4.104.0", nodeMajor: 22 },
});

/** @typedef {keyof typeof hostVersions} HostName */

/**
 * @param {string} name
 * @returns {name is HostName}
 */
export const isHostName = (name) => Object.hasOwn(hostVersions, name);
