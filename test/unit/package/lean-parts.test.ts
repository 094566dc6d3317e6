import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { SocketAddress } from "node:net";
import { Window } from "happy-dom";
import { Address4, Address6 } from "../../../scripts/build/ip-bytes.cjs";

interface AddressLibrary {
  Address4: new (text: string) => { toArray(): number[] };
  Address6: (new (text: string) => { canonicalForm(): string }) & {
    fromByteArray(bytes: readonly number[]): { canonicalForm(): string };
  };
}
const here = createRequire(import.meta.url);
const required = createRequire(here.resolve("socks"))("ip-address") as AddressLibrary;

describe("what stands in for the package ip-address", () => {
  const addresses = [
    "::",
    "::1",
    "1::",
    "2001:db8::1",
    "2001:0DB8:0:0:1::1",
    "fe80::1",
    "::ffff:192.0.2.128",
    "64:ff9b::192.0.2.33",
    "::1.2.3.4",
    "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  ];

  it("gives the same bytes for every way to write an address", () => {
    for (const text of addresses)
      assert.equal(new Address6(text).canonicalForm(), new required.Address6(text).canonicalForm(), text);
    for (const text of ["0.0.0.0", "127.0.0.1", "255.255.255.255", "192.0.2.1"])
      assert.deepEqual(new Address4(text).toArray(), new required.Address4(text).toArray(), text);
  });

  it("reads an address from its bytes", () => {
    for (const seed of [0, 1, 7, 97, 251]) {
      const bytes = Array.from({ length: 16 }, (_, index) => (index % 5 === 0 ? 0 : (index * seed) % 256));
      assert.equal(
        Address6.fromByteArray(bytes).canonicalForm(),
        required.Address6.fromByteArray(bytes).canonicalForm(),
      );
    }
  });

  it("leaves out a zone, and takes nothing that is no address", () => {
    assert.equal(new Address6("fe80::1%eth0").canonicalForm(), new Address6("fe80::1").canonicalForm());
    for (const text of ["", "1.2.3", "::1::", "host", "1:2:3:4:5:6:7:8:9", "300.1.1.1"]) {
      assert.throws(() => new Address4(text), /No IPv4 address/);
      assert.throws(() => new Address6(text), /No IPv6 address/);
    }
    assert.throws(() => Address6.fromByteArray([1, 2, 3]), /No IPv6 address/);
    assert.equal(new SocketAddress({ address: "::1", family: "ipv6" }).address, "::1");
  });
});

describe("what stands in for the package entities", () => {
  it("decodes what the package decodes, by what the page's document knows", async () => {
    const scope = globalThis as { document?: unknown };
    scope.document = new Window().document;
    try {
      const { decodeHTMLStrict } = await import("../../../scripts/build/browser-entities.mjs");
      const library = createRequire(here.resolve("markdown-it"))("entities") as {
        decodeHTMLStrict(text: string): string;
      };
      for (const name of ["amp", "lt", "gt", "quot", "nbsp", "copy", "eacute", "semi", "nosuchname", "x", "notit"])
        assert.equal(decodeHTMLStrict(`&${name};`), library.decodeHTMLStrict(`&${name};`), name);
    } finally {
      delete scope.document;
    }
  });
});
