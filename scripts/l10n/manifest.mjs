// @ts-check
/** What package.json says to people: only keys of package.nls.json, such as `%command.ask%`. */

const SHOWN =
  /^(?:displayName|description|markdownDescription|title|label|patternErrorMessage|errorMessage|deprecationMessage|markdownDeprecationMessage|userDescription|enumDescriptions|markdownEnumDescriptions|enumItemLabels|contents|alt\w*)$/;

/** Names that are the same in every language. */
const NAMES = new Set(["LLM", "LLM Breaker"]);

/**
 * @param {Record<string, unknown>} manifest
 * @returns {{ keys: string[], mistakes: string[] }} the keys it names, each once
 */
export function readManifest({ displayName, description, capabilities, contributes }) {
  /** @type {Set<string>} */
  const keys = new Set();
  /** @type {string[]} */
  const mistakes = [];

  /** @param {unknown} node @param {string} path @param {boolean} isShown */
  function visit(node, path, isShown) {
    if (typeof node === "string") {
      const key = /^%(.+)%$/.exec(node)?.[1];
      if (key !== undefined) keys.add(key);
      else if (isShown && /\p{L}{2}/u.test(node) && !NAMES.has(node))
        mistakes.push(`package.json: ${path} is no key of package.nls.json: ${JSON.stringify(node.slice(0, 80))}`);
    } else if (typeof node === "object" && node !== null) {
      for (const [name, value] of Object.entries(node)) {
        // What a setting is by default is data.
        if (name === "default") continue;
        const inList = Array.isArray(node);
        visit(value, `${path}.${name}`, inList ? isShown : SHOWN.test(name));
      }
    }
  }
  visit({ displayName, description, capabilities, contributes }, "", false);
  return { keys: [...keys], mistakes };
}
