// @ts-check

const UNRELEASED = /^## (?:\[?Unreleased\]?)[ \t]*$/im;

/**
 * What has been written down since the last release becomes the new one's.
 * @param {string} changelog
 * @param {string} version
 * @param {string} date as 2026-11-29
 * @returns {string} with an empty “Unreleased” above
 * @throws {Error} when there is no heading “Unreleased”, nothing below it, or the version is there already
 */
export function released(changelog, version, date) {
  const heading = UNRELEASED.exec(changelog);
  if (!heading) throw new Error('CHANGELOG.md has no heading "## Unreleased".');
  const after = heading.index + heading[0].length;
  const next = changelog.slice(after).search(/^## /m);
  const body = next === -1 ? changelog.slice(after) : changelog.slice(after, after + next);
  if (!/^\s*-\s+\S/m.test(body)) throw new Error('Nothing stands below "## Unreleased" in CHANGELOG.md.');
  if (new RegExp(`^## \\[?${version.replaceAll(".", "\\.")}\\b`, "m").test(changelog))
    throw new Error(`CHANGELOG.md has a heading for ${version} already.`);
  return `${changelog.slice(0, after)}\n\n## ${version} (${date})${changelog.slice(after)}`;
}
