// @ts-check
// What the Markdown parser asks of the package entities: in the panel's page the browser itself knows all of the two thousand names.

/** In a text area nothing but references is markup. */
const area = document.createElement("textarea");

/**
 * @param {string} reference one, whole: `&amp;`
 * @returns {string} what it stands for, or itself where it stands for nothing
 */
export function decodeHTMLStrict(reference) {
  area.innerHTML = reference;
  const text = area.value;
  // The browser takes `&notit;` for `&not` and `it;`, as old pages had it. Markdown does not.
  return text.length > 1 && text.endsWith(";") ? reference : text;
}

/** @param {string} reference as above: the parser asks for no other in either way */
export const decodeHTML = (reference) => decodeHTMLStrict(reference);
