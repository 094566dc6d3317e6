import assert from "node:assert/strict";
import fc from "fast-check";
import { shownUrl } from "../../src/core/foreign/shown-url";

describe("reads a key or a password from an address that is shown", () => {
  const secrets = [
    "https://me:SECRET@api.example/v1",
    "https://SECRET@api.example",
    "https://api.example/v1?key=SECRET",
    "https://api.example?SECRET",
    "https://api.example/v1#SECRET",
    "https://a@SECRET@api.example",
    "me:SECRET@api.example",
    "//me:SECRET@api.example",
    "https://me:SECRET@",
    "file:///x?SECRET",
    `https://me:SECRET@${"a".repeat(10_000)}`,
    `https://${"a".repeat(10_000)}:SECRET@api.example`,
  ];
  for (const address of secrets)
    it(address.slice(0, 60), () => assert.ok(!shownUrl(address).includes("SECRET"), shownUrl(address)));

  it("in any of them, and none is longer than a quote", () => {
    const text = fc.string({ maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom("http", "https", "ftp", "x"), text, text, text, (scheme, user, path, query) => {
        for (const written of [
          `${scheme}://u:SECRET${user.replace(/[/?#\\]/g, "")}@host/${path.replace(/[?#]/g, "")}`,
          `${scheme}://host/${path}?${query}SECRET`,
        ]) {
          if (!URL.canParse(written)) return;
          const shown = shownUrl(written);
          assert.ok(!shown.includes("SECRET"), `${written} shown as ${shown}`);
          assert.ok(shown.length <= 200);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("while a relative address is shown in full, with the host it leads to", () => {
    assert.equal(shownUrl("/login?token=SECRET", "https://me:pw@api.example/v1"), "https://api.example/login?…");
    assert.equal(shownUrl("//evil.example/x", "https://api.example/v1"), "https://evil.example/x");
    assert.equal(shownUrl("https://exämple.example/"), "https://xn--exmple-cua.example");
  });
});
