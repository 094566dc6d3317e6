/** What a JSON text from outside may be at most. */
export interface JsonBounds {
  /** UTF-16 code units. */
  chars: number;
  /** Levels of arrays and objects. */
  depth: number;
}

/**
 * Parses a JSON text from outside. What is too long or nested too deeply is never parsed: a value of a hundred thousand levels would exhaust the stack of
 * whoever copies, compares or posts it later.
 * @throws RangeError for a text beyond the bounds, SyntaxError for one that is no JSON
 */
export function parseBoundedJson(text: string, { chars, depth }: JsonBounds): unknown {
  if (text.length > chars) throw new RangeError(`longer than ${chars} characters`);
  if (isDeeperThan(text, depth)) throw new RangeError(`nested deeper than ${depth} levels`);
  return JSON.parse(text);
}

/** Looks at each character once. Of what is no JSON it tells anything at all: the parser refuses that later. */
function isDeeperThan(text: string, most: number): boolean {
  let level = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === "\\") at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" || char === "[") {
      if (++level > most) return true;
    } else if (char === "}" || char === "]") level--;
  }
  return false;
}
