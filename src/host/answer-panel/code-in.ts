/**
 * What replaces code: the answer's only code block where there is exactly one, else the whole answer. Models explain around
 * the code even when told not to.
 */
export function codeIn(answer: string): string {
  const blocks = [...answer.matchAll(/^(`{3,}|~{3,})[^\n]*\n([\s\S]*?)^\1[`~]*[ \t]*$/gm)];
  const only = blocks.length === 1 ? blocks[0]?.[2] : undefined;
  return only === undefined ? answer : only.replace(/\n$/, "");
}
