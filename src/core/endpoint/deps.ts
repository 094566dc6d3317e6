import type { Clock } from "../breaker/types";
import type { Transport } from "../ports/transport";

/** What every endpoint client is built on. */
export interface ClientDeps {
  transport: Transport;
  clock: Clock;
  /** Read for each request, so that a changed setting applies at once. Milliseconds. */
  connectTimeoutMs: () => number;
}
