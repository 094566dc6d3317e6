import type { LookupFunction } from "node:net";

/** Where the network's rules come from; in the editor these are the `http.*` settings. */
export interface TransportOptions {
  /** `http.proxy`: used for everything but loopback and what `noProxy` names. Empty or absent: the environment decides. */
  proxy?: string;
  /** `http.noProxy`: hosts reached directly. Empty or absent: `NO_PROXY` decides. */
  noProxy?: string[];
  /** `http.proxyStrictSSL`: false accepts any certificate. Default true. */
  strictSSL?: boolean;
  /** More certificates to trust, each a PEM text. */
  ca?: string[];
  /** `http.systemCertificates`: trust what the operating system trusts too. Default true. */
  systemCertificates?: boolean;
  /** How names are looked up where an address must be private; `dns.lookup` by default. */
  lookup?: LookupFunction;
  /** The environment variables to read; `process.env` by default. */
  env?: Record<string, string | undefined>;
}
