import { firstWords } from "../foreign/first-words";
import { parseJson } from "../foreign/json";
import { MAX_QUOTE_CHARS } from "../model/limits";

/** Named characters that stand in titles; what is not among them stays as it is written. */
const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  mdash: "—",
  ndash: "–",
  hellip: "…",
  middot: "·",
  bull: "•",
  raquo: "»",
  laquo: "«",
  rsquo: "’",
  lsquo: "‘",
  rdquo: "”",
  ldquo: "“",
  copy: "©",
  reg: "®",
};
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi;

/** What a page calls itself, the surest first: its title, else a heading; a store's XML has a message. */
const NAMES = ["title", "h1", "h2", "h3", "message"];

/** All that some gateways write in place of a page. */
const BARE_PAGE = /^\s*error code: \d{3,4}\s*$/i;

/**
 * True for a page and whatever else was made for browsers: a login page of the network, a gateway's error page, a wrong address. What is JSON is
 * none, whatever it is labelled.
 */
export function isWebPage(headers: Record<string, string>, body: string): boolean {
  const words = firstWords(body);
  if (/^\s*<[!?a-z]/i.test(words) || BARE_PAGE.test(words)) return true;
  return (
    /\btext\/html\b|\bapplication\/xhtml/i.test(firstWords(headers["content-type"] ?? "")) &&
    !(/^\s*[{[]/.test(words) && parseJson(body) !== undefined)
  );
}

/** What a page calls itself, as plain text; "" where it does not say. Still foreign: whoever shows it quotes it. */
export function pageName(body: string): string {
  const words = withoutComments(firstWords(body));
  if (BARE_PAGE.test(words)) return words.trim();
  const lower = words.toLowerCase();
  for (const name of NAMES) {
    const found = plainText(contentOf(words, lower, name));
    if (found !== "") return found;
  }
  return "";
}

/** What is between the first `<name …>` and its end, or the end of the text. */
function contentOf(text: string, lower: string, name: string): string {
  for (let at = lower.indexOf(`<${name}`); at >= 0; at = lower.indexOf(`<${name}`, at + 1)) {
    const after = lower.charAt(at + name.length + 1);
    if (after !== ">" && after.trim() !== "") continue;
    const start = lower.indexOf(">", at);
    if (start < 0) return "";
    const end = lower.indexOf(`</${name}`, start);
    return text.slice(start + 1, end < 0 ? undefined : end);
  }
  return "";
}

function withoutComments(text: string): string {
  let kept = "";
  let from = 0;
  for (let at = text.indexOf("<!--"); at >= 0; at = text.indexOf("<!--", from)) {
    kept += text.slice(from, at);
    const end = text.indexOf("-->", at);
    if (end < 0) return kept;
    from = end + 3;
  }
  return kept + text.slice(from);
}

/** Without tags, entities resolved once, on one line. What a tag would be after that is text, and no tag is left to be shown as one. */
function plainText(markup: string): string {
  let text = "";
  let from = 0;
  for (let at = markup.indexOf("<"); at >= 0; at = markup.indexOf("<", from)) {
    text += markup.slice(from, at);
    const end = markup.indexOf(">", at);
    if (end < 0) return resolved(text);
    from = end + 1;
  }
  return resolved(text + markup.slice(from));
}

function resolved(text: string): string {
  const plain = text.replace(ENTITY, (written, decimal?: string, hex?: string, name?: string) =>
    name === undefined
      ? character(decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal), written)
      : (ENTITIES[name.toLowerCase()] ?? written),
  );
  // Angle brackets, and others at the beginning, would have the whole name taken for markup or JSON where it is quoted.
  return plain
    .replace(/[<>]/g, " ")
    .replace(/\s+/g, " ")
    .replace(/^[ [{]+/, "")
    .trim()
    .slice(0, 2 * MAX_QUOTE_CHARS);
}

const character = (code: number, written: string): string =>
  code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : written;
