import assert from "node:assert/strict";
import { classifyResponse } from "../../src/core/failure/classify-response";
import { classifyInBandError } from "../../src/core/failure/classify-response";
import { maskKey } from "../../src/core/failure/mask-key";

const key = "zeta+Quark/9f3b1c77-MOON_lattice.42=";
const context = { url: "https://api.example/v1", type: "openai" as const, model: "m", apiKey: key, wallNow: 0 };

/** No six characters of the key in a row, in whatever letter case. */
function assertNothingOf(shown: string): void {
  const low = shown.toLowerCase();
  for (let start = 0; start + 6 <= key.length; start++) {
    const part = key.slice(start, start + 6).toLowerCase();
    assert.ok(!low.includes(part), `${part} in ${shown}`);
  }
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const everyByteEncoded = [...key].map((character) => `%${character.charCodeAt(0).toString(16)}`).join("");

/** How a server may say the key again, and what must not be left of that. */
const echoes: [how: string, echo: string][] = [
  ["as it is", key],
  ["without its beginning", key.slice(5)],
  ["without its end", key.slice(0, 11)],
  ["a part of its middle", key.slice(12, 19)],
  ["in capitals", key.toUpperCase()],
  ["in small letters", key.toLowerCase()],
  ["percent-encoded", encodeURIComponent(key)],
  ["percent-encoded in small letters", encodeURIComponent(key).toLowerCase()],
  ["percent-encoded byte by byte", everyByteEncoded],
  ["twice in a row", key + key],
];

describe("An attacker who reads messages over a shoulder, in a picture or in the history", () => {
  for (const [how, echo] of echoes) {
    it(`reads a key that the server says again ${how}`, () => {
      for (const message of [`Bad key ${echo} given.`, `user=${echo}&x=1`, `"${echo}"`]) {
        assertNothingOf(maskKey(message, key));
        assertNothingOf(decodeURIComponent(maskKey(message, key)));
        assert.match(maskKey(message, key), /…/);
      }
      assert.equal(maskKey(`Bad key ${echo} given.`, key), "Bad key … given.");
    });
  }

  for (const before of ["", "u:", "user:", "Bearer ", "xy"]) {
    it(`decodes a key from base64 behind “${before}”`, () => {
      for (const encoded of [
        base64(before + key),
        base64(`${before}${key}:tail`),
        Buffer.from(before + key).toString("base64url"),
        base64(before + key).toLowerCase(),
      ]) {
        const shown = maskKey(`Bad credentials Basic ${encoded}.`, key);
        assert.match(shown, /^Bad credentials Basic [\w+/=-]{0,14}….{0,10}\.$/, shown);
        const left = shown.replace(/^Bad credentials Basic /, "").split("…");
        for (const piece of left) assertNothingOf(Buffer.from(piece, "base64").toString("latin1"));
      }
    });
  }

  it("reads it in the message of any answer that is no success", () => {
    const encoded = base64(`Bearer ${key}`);
    for (const status of [400, 401, 403, 404, 418, 429, 500, 503]) {
      for (const [, echo] of [...echoes, ["", encoded] as const]) {
        const { message } = classifyResponse(
          { status, headers: {}, body: JSON.stringify({ error: { message: `Rejected: ${echo}` } }) },
          context,
        );
        assertNothingOf(message);
        assert.ok(!message.includes(encoded.slice(12, 30)), message);
        assertNothingOf(classifyInBandError({ error: { message: `Rejected: ${echo}` } }, context).message);
      }
    }
  });

  it("reads it in the address that a server redirects to", () => {
    const { message } = classifyResponse(
      {
        status: 302,
        headers: { location: `https://login.example/${encodeURIComponent(key)}/${"x".repeat(5000)}` },
        body: "",
      },
      context,
    );
    assertNothingOf(decodeURIComponent(message));
    assert.ok(message.length < 500, `${message.length} characters`);
    assert.match(message, /redirects to https:\/\/login\.example\/…/);
  });

  it("is not helped by a message that holds no key, which stays as it is", () => {
    const message = "The model llama3.2 is overloaded: try again in 20 s (request 7f3a-zeta).";
    assert.equal(maskKey(message, key), message);
    assert.equal(maskKey(message, ""), message);
    assert.equal(maskKey("ein Ölkännchen İstanbul %zz %4", key), "ein Ölkännchen İstanbul %zz %4");
    assert.equal(maskKey("key abc, ABC", "abc"), "key …, …", "a key that is shorter is masked as a whole");
  });
});
