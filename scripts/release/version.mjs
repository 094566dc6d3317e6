// @ts-check

/**
 * @param {string} text
 * @returns {[number, number, number] | undefined} three numbers: an extension's version has nothing else
 */
function parts(text) {
  const [, ...numbers] = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/.exec(text) ?? [];
  const [major, minor, patch] = numbers.map(Number);
  return major === undefined || minor === undefined || patch === undefined ? undefined : [major, minor, patch];
}

/**
 * @param {string} wanted
 * @param {string} current
 * @throws {Error} when it is no version of an extension, or not a later one
 */
export function checkVersion(wanted, current) {
  const [next, now] = [parts(wanted), parts(current)];
  if (!next) throw new Error(`"${wanted}" is no version: three numbers, such as 1.2.3.`);
  if (!now) throw new Error(`The version in package.json, "${current}", is none.`);
  const [major, minor, patch] = next.map((number, index) => number - (now[index] ?? 0));
  if (!((major || minor || patch || 0) > 0)) throw new Error(`${wanted} does not come after ${current}.`);
}

/**
 * @param {string} json package.json or the lock file
 * @param {string} version
 * @returns {string} the same text with this version in the place of the project's own
 */
export function withVersion(json, version) {
  const own = /** @type {{ version: string, packages?: Record<string, { version?: string }> }} */ (JSON.parse(json));
  own.version = version;
  const root = own.packages?.[""];
  if (root) root.version = version;
  return `${JSON.stringify(own, null, 2)}\n`;
}
