import type { Clock } from "../breaker/types";
import type { Transport } from "../ports/transport";

/** What every endpoint client is built on. */
export interface ClientDeps {
  transport: Transport;
  clock: Clock;
  /** Read for each request, so that a changed setting applies at once. Milliseconds. */
  connectTimeoutMs: () => number;
  /** Whether requests may go to this machine and its private network only; read for each request too. Absent: never. */
  localOnly?: () => boolean;
  /** What the machine is called that loopback addresses are about, where there is another one to take it for. */
  machine?: string;
}
