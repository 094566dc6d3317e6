/** So many characters of a key in a row are a part of it; a key that is shorter is masked as a whole. */
const SHORTEST_PART = 6;

/** So many characters of base64 stand for as much of a key. */
const SHORTEST_ENCODED_PART = 8;

/** No real key is longer; what stands behind it is not looked for. */
const MAX_KEY_CHARS = 4096;

/** One way in which a text is read while it is searched: its characters, and where each began in the text; one entry more marks the end. */
interface Reading {
  characters: string;
  starts: number[];
}

/**
 * The text with “…” for every part of the key that is in it: in any letter case, percent-encoded, or in base64 (either alphabet) at whatever place of
 * an encoded text, such as `user:key` or `Bearer key`. Linear in the length of the text: it is looked at through a window of fixed length.
 */
export function maskKey(text: string, key: string): string {
  const known = key.slice(0, MAX_KEY_CHARS);
  if (known === "" || text === "") return text;
  const hidden = new Uint8Array(text.length);
  const part = Math.min(SHORTEST_PART, known.length);
  const parts = windows(lower(known), part);
  markWindows(asItIs(text), parts, part, hidden);
  if (text.includes("%")) markWindows(percentDecoded(text), parts, part, hidden);
  const encoded = encodedParts(known);
  if (encoded.size > 0) markWindows(asBase64(text), encoded, SHORTEST_ENCODED_PART, hidden);
  return masked(text, hidden);
}

function windows(text: string, length: number): Set<string> {
  const found = new Set<string>();
  for (let start = 0; start + length <= text.length; start++) found.add(text.slice(start, start + length));
  return found;
}

/** Base64 depends on how many bytes stand before the key, but only on their number modulo three; the characters that a neighbour shares are left out. */
function encodedParts(key: string): Set<string> {
  const bytes = new TextEncoder().encode(key);
  const parts = new Set<string>();
  for (const before of [0, 1, 2]) {
    const padded = new Uint8Array(before + bytes.length);
    padded.set(bytes, before);
    const own = base64(padded).slice(Math.ceil((before * 8) / 6), Math.floor((padded.length * 8) / 6));
    for (const part of windows(lower(own), SHORTEST_ENCODED_PART)) parts.add(part);
  }
  return parts;
}

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** Lower case by character: the lower case of a whole text may be longer than the text. */
const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function asItIs(text: string): Reading {
  return { characters: lower(text), starts: Array.from({ length: text.length + 1 }, (_, index) => index) };
}

function asBase64(text: string): Reading {
  const { characters, starts } = asItIs(text);
  return { characters: characters.replaceAll("-", "+").replaceAll("_", "/"), starts };
}

/** Byte by byte, since keys are ASCII. */
function percentDecoded(text: string): Reading {
  let characters = "";
  const starts: number[] = [];
  for (let index = 0; index < text.length;) {
    const code =
      text[index] === "%" && /^[\da-f]{2}$/i.test(text.slice(index + 1, index + 3))
        ? parseInt(text.slice(index + 1, index + 3), 16)
        : undefined;
    characters += code === undefined ? text[index] : String.fromCharCode(code);
    starts.push(index);
    index += code === undefined ? 1 : 3;
  }
  starts.push(text.length);
  return { characters: lower(characters), starts };
}

function markWindows(
  { characters, starts }: Reading,
  parts: ReadonlySet<string>,
  length: number,
  hidden: Uint8Array,
): void {
  let markedTo = 0;
  for (let start = 0; start + length <= characters.length; start++) {
    if (!parts.has(characters.slice(start, start + length))) continue;
    const to = starts[start + length] ?? hidden.length;
    hidden.fill(1, Math.max(markedTo, starts[start] ?? 0), to);
    markedTo = to;
  }
}

/** One “…” for each run, however many parts met in it. */
function masked(text: string, hidden: Uint8Array): string {
  let shown = "";
  for (let index = 0; index < text.length;) {
    const end = hidden.indexOf(hidden[index] === 1 ? 0 : 1, index);
    const to = end === -1 ? text.length : end;
    shown += hidden[index] === 1 ? "…" : text.slice(index, to);
    index = to;
  }
  return shown;
}
