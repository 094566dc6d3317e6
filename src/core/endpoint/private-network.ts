/*
 * What belongs to this machine or to a private network, by its numbers alone. Names say nothing of where they lead: whether one may be looked up at all
 * is told here, and the address that it leads to is looked at again before anything connects to it.
 */

/** Endings that no public name has: RFC 6761, RFC 6762, RFC 8375, `.internal` by ICANN, and those that RFC 6762 (appendix G) saw in use at home and at work. */
const PRIVATE_ENDINGS = [
  ".localhost",
  ".local",
  ".home.arpa",
  ".internal",
  ".intranet",
  ".private",
  ".corp",
  ".home",
  ".lan",
];

/** True for an IP address of this machine (loopback, unspecified) or of a private network (RFC 1918, link-local, RFC 4193), in whatever form it is written. */
export function isPrivateAddress(address: string): boolean {
  const four = fourNumbers(address);
  if (four) return isPrivateV4(four);
  const eight = eightNumbers(address);
  return eight !== undefined && isPrivateV6(eight);
}

/** True for what is an IP address, no name. */
export const isAddress = (host: string): boolean => fourNumbers(host) !== undefined || eightNumbers(host) !== undefined;

/** True for a name of which a network of one's own may know, so that it may be asked for: one without a dot, or with an ending that no public name has. */
export function isPrivateName(name: string): boolean {
  const plain = name.toLowerCase().replace(/\.$/, "");
  if (plain === "" || isAddress(plain)) return false;
  return !plain.includes(".") || PRIVATE_ENDINGS.some((ending) => plain.endsWith(ending));
}

function isPrivateV4([one = 0, two = 0, three, four]: readonly number[]): boolean {
  if (one === 10 || one === 127) return true;
  if (one === 172) return two >= 16 && two <= 31;
  if (one === 192) return two === 168;
  if (one === 169) return two === 254;
  return one === 0 && two === 0 && three === 0 && four === 0;
}

function isPrivateV6(parts: readonly number[]): boolean {
  const [first = 0] = parts;
  if (parts.slice(0, 5).every((part) => part === 0)) {
    const [sixth, seventh = 0, eighth = 0] = parts.slice(5);
    // An IPv4 address in IPv6.
    if (sixth === 0xffff) return isPrivateV4([seventh >> 8, seventh & 0xff, eighth >> 8, eighth & 0xff]);
    return sixth === 0 && seventh === 0 && eighth <= 1;
  }
  return (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80;
}

function fourNumbers(text: string): number[] | undefined {
  const parts = text.split(".", 5);
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return undefined;
  const numbers = parts.map(Number);
  return numbers.every((number) => number <= 255) ? numbers : undefined;
}

/** The eight numbers of an IPv6 address; where its zone is named, which only this machine knows, that is left out. */
function eightNumbers(text: string): number[] | undefined {
  const [bare = ""] = text.split("%", 1);
  const halves = bare.split("::", 3);
  if (!bare.includes(":") || halves.length > 2) return undefined;
  const [before, after] = halves.map((half) => (half === "" ? [] : partsOf(half)));
  if (!before || (halves.length === 2 && !after)) return undefined;
  const missing = 8 - before.length - (after?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...before, ...Array<number>(missing).fill(0), ...(after ?? [])];
}

function partsOf(half: string): number[] | undefined {
  const words = half.split(":", 9);
  const parts = words.flatMap((word, index) => {
    const four = index === words.length - 1 ? fourNumbers(word) : undefined;
    if (four) return [(four[0]! << 8) | four[1]!, (four[2]! << 8) | four[3]!];
    return [/^[\da-f]{1,4}$/i.test(word) ? parseInt(word, 16) : NaN];
  });
  return parts.some(Number.isNaN) ? undefined : parts;
}
