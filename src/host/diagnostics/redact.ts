import { inert } from "../../core/foreign/foreign-text";
import { shownUrl } from "../../core/foreign/shown-url";
import { namesSecret } from "../../core/model/secret-names";

/** What must be in no report that is shown to others. */
export interface Private {
  /** Keys that are stored, whole. */
  secrets: readonly string[];
  /** The person's own folder. */
  home: string;
  /** The person's name on this machine. */
  user: string;
}

const LEFT_OUT = "…";

/** One line that is looked through; longer ones are cut before any pattern sees them. */
const MAX_LINE_CHARS = 2_000;
/** A name shorter than this is part of many words. */
const LEAST_NAME_CHARS = 3;

const ADDRESS = /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'`<>|]+/gi;
/** Keys by the forms that vendors give them, and whatever calls itself a credential. */
const TOKENS = [
  /\b(?:sk|pk|rk|gsk|xai|hf|key|ghp|gho|ghs|glpat|xox[a-z])[-_][\w*.-]{6,}/gi,
  /\bAIza[\w-]{10,}/g,
  /\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]+)?/g,
  /\bAKIA[A-Z0-9]{12,}/g,
];
const SCHEMES = /\b(Bearer|Basic|Digest|Negotiate)\s+[^\s,;"']+/gi;
/** `name=value`, `name: value`, `"name":"value"`; whether the name is a secret's is for {@link namesSecret} to say. */
const NAMED = /([\w-]{2,50})(["']?\s{0,3}[=:]\s{0,3}["']?)([^\s"'&,;)}\]]+)/g;
/** The folders of people, whoever they are: on Linux, macOS and Windows, also as parts of addresses. */
const HOMES = /(?:[a-z](?::|%3a))?(?:[\\/]|%5c|%2f){1,2}(?:home|users)(?:[\\/]|%5c|%2f){1,2}[^\\/\s"'`:;,<>|%]+/gi;

/** A text as it can be given to others: without secrets, without what stands in addresses beside the place, and without the names of people's folders. */
export function redacted(text: string, { secrets, home, user }: Private): string {
  let line = inert(text, MAX_LINE_CHARS);
  for (const secret of secrets) if (secret.length > 0) line = line.replaceAll(secret, LEFT_OUT);
  line = line.replace(SCHEMES, `$1 ${LEFT_OUT}`).replace(ADDRESS, (address) => shownUrl(address));
  line = line.replace(NAMED, (whole, name: string, between: string) =>
    namesSecret(name) ? `${name}${between}${LEFT_OUT}` : whole,
  );
  for (const token of TOKENS) line = line.replace(token, LEFT_OUT);
  for (const folder of spellings(home)) line = line.replaceAll(folder, "~");
  line = line.replace(HOMES, "~");
  return user.length < LEAST_NAME_CHARS ? line : withoutName(line, user);
}

/** The folder as it may be written: with either slash, and within an address. */
function spellings(home: string): string[] {
  if (home.length < LEAST_NAME_CHARS) return [];
  return [home, home.replaceAll("\\", "/"), encodeURI(home), encodeURIComponent(home)];
}

/** As a word of its own, however it is written. */
function withoutName(line: string, user: string): string {
  const low = line.toLowerCase();
  // Hardly any character is longer in small letters; with one that is, places in the two texts would not be the same.
  const [text, name] = low.length === line.length ? [low, user.toLowerCase()] : [line, user];
  let kept = "";
  let from = 0;
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    if (isOfWord(text[at - 1]) || isOfWord(text[at + name.length])) continue;
    kept += line.slice(from, at) + LEFT_OUT;
    from = at + name.length;
  }
  return kept + line.slice(from);
}

const isOfWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** A value of the settings likewise, with all that has a secret's name left out, and every value of headers. */
export function redactedValue(value: unknown, hide: Private, name = "", depth = 0): unknown {
  if (depth > 8) return LEFT_OUT;
  if (typeof value === "string") return namesSecret(name) ? LEFT_OUT : redacted(value, hide);
  if (Array.isArray(value)) return value.slice(0, 50).map((each) => redactedValue(each, hide, name, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  const hidden = /headers$/i.test(name);
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 100)
      .map(([key, each]) => [
        redacted(key, hide),
        hidden || namesSecret(key) ? LEFT_OUT : redactedValue(each, hide, key, depth + 1),
      ]),
  );
}
