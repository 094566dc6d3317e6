const DIGITS = new TextEncoder().encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const PADDING = "=".charCodeAt(0);

/** A picture is written anew for each endpoint that is asked, and belongs to whoever asks. */
const written = new WeakMap<Uint8Array, string>();

/** RFC 4648, section 4. */
export function base64(data: Uint8Array): string {
  let text = written.get(data);
  if (text === undefined) written.set(data, (text = encode(data)));
  return text;
}

function encode(data: Uint8Array): string {
  const { length } = data;
  const out = new Uint8Array(4 * Math.ceil(length / 3)).fill(PADDING);
  for (let from = 0, to = 0; from < length; from += 3) {
    const one = data[from]!;
    const two = data[from + 1] ?? 0;
    const three = data[from + 2] ?? 0;
    out[to++] = DIGITS[one >> 2]!;
    out[to++] = DIGITS[((one & 3) << 4) | (two >> 4)]!;
    if (from + 1 < length) out[to] = DIGITS[((two & 15) << 2) | (three >> 6)]!;
    to++;
    if (from + 2 < length) out[to] = DIGITS[three & 63]!;
    to++;
  }
  return new TextDecoder().decode(out);
}
