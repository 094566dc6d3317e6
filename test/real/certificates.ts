import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Identity {
  key: string;
  cert: string;
}

export interface CertificateAuthority {
  /** PEM of the authority itself. */
  ca: string;
  /** A server certificate for these names (`IP:127.0.0.1`, `DNS:localhost`). `days` below zero: expired already. */
  issue(names: string[], days?: number): Promise<Identity>;
  /** A certificate that only vouches for itself. */
  selfSigned(names: string[]): Promise<Identity>;
  dispose(): void;
}

/** A certificate authority of our own in a temporary folder, made with the openssl program. */
export async function createAuthority(openssl: string): Promise<CertificateAuthority> {
  const folder = mkdtempSync(join(tmpdir(), "llm-breaker-ca-"));
  const path = (name: string) => join(folder, name);
  const call = (...args: string[]) => run(openssl, args, { cwd: folder });
  const read = (name: string) => readFileSync(path(name), "utf8");
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await call(
    "req",
    "-x509",
    ...newKey,
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-days",
    "2",
    "-subj",
    "/CN=LLM Breaker test authority",
    "-addext",
    "basicConstraints=critical,CA:TRUE",
  );
  let serial = 0;
  return {
    ca: read("ca.pem"),
    async issue(names, days = 2) {
      const name = `server-${++serial}`;
      await call("req", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", "/CN=test server");
      writeFileSync(path(`${name}.ext`), `subjectAltName=${names.join(",")}\n`);
      await call(
        "x509",
        "-req",
        "-in",
        `${name}.csr`,
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-set_serial",
        String(serial),
        "-days",
        String(days),
        "-extfile",
        `${name}.ext`,
        "-out",
        `${name}.pem`,
      );
      return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
    },
    async selfSigned(names) {
      const name = `self-${++serial}`;
      await call(
        "req",
        "-x509",
        ...newKey,
        "-keyout",
        `${name}.key`,
        "-out",
        `${name}.pem`,
        "-days",
        "2",
        "-subj",
        "/CN=self",
        "-addext",
        `subjectAltName=${names.join(",")}`,
      );
      return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
