import { generateKeyPairSync, sign } from "node:crypto";

/** Certificate and key of a TLS server of a test, in PEM. */
export interface Identity {
  cert: string;
  key: string;
}

/** One value of DER (X.690): its tag, its length, what is in it. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length =
    body.length < 128 ? Buffer.from([body.length]) : Buffer.from([0x82, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const time = (at: Date): Buffer => der(0x17, Buffer.from(at.toISOString().replace(/^..|[-:T]|\.\d+/g, "")));

/** `ecdsa-with-SHA256` */
const ALGORITHM = sequence(oid("2a8648ce3d040302"));

/** A certificate that only vouches for itself (RFC 5280), valid for a day around now; no key has to be kept in the repository. */
export function selfSigned(name: string): Identity {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const commonName = sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from(name)))));
  const day = 86_400_000;
  const content = sequence(
    der(0x02, Buffer.from([1])),
    ALGORITHM,
    commonName,
    sequence(time(new Date(Date.now() - day)), time(new Date(Date.now() + day))),
    commonName,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = der(0x03, Buffer.from([0]), sign("sha256", content, privateKey));
  const certificate = sequence(content, ALGORITHM, signature).toString("base64");
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}
