import type { CancelSignal } from "../../async/cancel-signal";
import type { ProbeResult } from "../client";

/** Turns what a look at an endpoint throws into what it found out; only the signal's reason is thrown. */
export async function look(signal: CancelSignal, found: () => Promise<ProbeResult>): Promise<ProbeResult> {
  try {
    return await found();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return { live: false, ...explained(error as Error) };
  }
}

/** Why an endpoint is not as it should be, in a {@link ProbeResult}. */
export const explained = (failure: Error): { message: string; failure: Error } => ({
  message: failure.message,
  failure,
});
