// @ts-check
/**
 * The README as an installed extension shows it. There the project's own pages and pictures cannot be reached, as long as the sources are at no public address: a link to
 * one of them becomes its name, and pictures stay out.
 */

const PICTURE = /<picture>[^]*?<\/picture>\n*/g;
const LINK = /\[([^\]\n]+)\]\((?!https?:|#)([^)\n]+)\)/g;

/** @param {string} readme @returns {string} */
export function packagedReadme(readme) {
  return readme
    .replace(PICTURE, "")
    .replace(LINK, (_, label, target) => (label === target ? `\`${target}\`` : `${label} (\`${target}\`)`));
}
