// @ts-check
// What the SOCKS client asks of the package ip-address, which can do a hundred things more: addresses from and to their bytes.
const { isIPv4, isIPv6, SocketAddress } = require("node:net");

class Address4 {
  #bytes;

  /** @param {string} text */
  constructor(text) {
    if (!isIPv4(text)) throw new Error(`No IPv4 address: ${text}`);
    this.#bytes = text.split(".").map(Number);
  }

  /** @returns {number[]} four bytes */
  toArray() {
    return this.#bytes;
  }
}

class Address6 {
  #groups;

  /** @param {string} text a zone at its end is left out: it means nothing on another machine */
  constructor(text) {
    const [address = ""] = text.split("%");
    if (!isIPv6(address)) throw new Error(`No IPv6 address: ${text}`);
    this.#groups = groupsOf(new SocketAddress({ address, family: "ipv6" }).address);
  }

  /** @param {readonly number[]} bytes sixteen */
  static fromByteArray(bytes) {
    const hex = Buffer.from(bytes).toString("hex");
    return new Address6((hex.match(/.{4}/g) ?? []).join(":"));
  }

  /** @returns {string} eight groups of four digits */
  canonicalForm() {
    return this.#groups.map((group) => group.toString(16).padStart(4, "0")).join(":");
  }
}

/**
 * @param {string} text as the system writes it: shortened, and with an IPv4 address at its end where it stands for one
 * @returns {number[]} eight numbers of 16 bits
 */
function groupsOf(text) {
  const hex = text.replace(/[\d.]+$/, (end) => {
    if (!end.includes(".")) return end;
    const [a = 0, b = 0, c = 0, d = 0] = end.split(".").map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = "", tail] = hex.split("::");
  const numbers = (/** @type {string} */ part) =>
    part === "" ? [] : part.split(":").map((group) => parseInt(group, 16));
  const [first, last] = [numbers(head), numbers(tail ?? "")];
  const gap = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...new Array(gap).fill(0), ...last];
}

module.exports = { Address4, Address6 };
