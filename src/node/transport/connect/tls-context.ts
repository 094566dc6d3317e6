import { readFileSync } from "node:fs";
import * as tls from "node:tls";
import type { TransportOptions } from "../base/options";

/** `tls.getCACertificates` is there since Node 22.15; the type package is older. */
type CaGetter = (type: "default" | "system" | "bundled" | "extra") => string[];
const getCACertificates = (tls as unknown as { getCACertificates?: CaGetter }).getCACertificates;

/**
 * What to trust: Node's own list, the operating system's, and what the user adds. Undefined where that is Node's default anyway,
 * which then also honours NODE_EXTRA_CA_CERTS by itself.
 */
function trustedCertificates(options: TransportOptions): string[] | undefined {
  const system = options.systemCertificates === false ? [] : systemCertificates();
  const added = options.ca ?? [];
  if (system.length === 0 && added.length === 0) return undefined;
  return [...new Set([...defaultCertificates(options.env ?? process.env), ...system, ...added])];
}

function systemCertificates(): string[] {
  try {
    return getCACertificates?.("system") ?? [];
  } catch {
    return []; // An unreadable system store must not cost the connection: Node's own list remains.
  }
}

function defaultCertificates(env: Record<string, string | undefined>): string[] {
  if (getCACertificates) return getCACertificates("default");
  const extraFile = env["NODE_EXTRA_CA_CERTS"];
  if (!extraFile) return [...tls.rootCertificates];
  try {
    return [...tls.rootCertificates, readFileSync(extraFile, "utf8")];
  } catch {
    return [...tls.rootCertificates]; // Node itself only warns about a file it cannot read.
  }
}

/** The TLS settings of all connections under one set of options. Parsing some 150 certificates takes milliseconds, so it is done once, when first needed. */
export class TlsSettings {
  #context: tls.SecureContext | undefined;
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  connectOptions(host: string): tls.ConnectionOptions {
    const ca = this.#context ? undefined : trustedCertificates(this.#options);
    this.#context ??= tls.createSecureContext(ca ? { ca } : {});
    return {
      secureContext: this.#context,
      rejectUnauthorized: this.#options.strictSSL !== false,
      ALPNProtocols: ["http/1.1"],
      host,
    };
  }
}
