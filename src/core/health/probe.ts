import type { Clock } from "../breaker/types";

/** What one look at an endpoint tells; whatever else a probe returns is left alone. */
export interface ProbeFacts {
  /** undefined: nothing was seen, so that whether it answers is not known. */
  live: boolean | undefined;
  ready?: boolean | undefined;
  warm?: boolean | undefined;
  message?: string | undefined;
}

/** Looks at an endpoint. Throwing means that it does not answer. */
export type Probe = (url: string, signal: AbortSignal) => Promise<boolean | ProbeFacts> | boolean | ProbeFacts;

/** Any HTTP answer is a sign of life, whatever its status. */
export const probeByFetch: Probe = async (url, signal) => {
  const response = await globalThis.fetch(url, { signal, redirect: "manual" });
  await response.body?.cancel();
  return true;
};

/**
 * Runs a probe and waits for `timeoutMs` at most, whether or not the probe heeds its signal. Never throws; a probe that fails, or has not
 * answered in time, or is ended through `abort`, has found nothing alive.
 */
export function runProbe(
  probe: Probe,
  url: string,
  timeoutMs: number,
  clock: Clock,
  abort: AbortController,
): Promise<ProbeFacts> {
  const { signal } = abort;
  return new Promise((resolve) => {
    const end = (facts: ProbeFacts) => {
      clock.clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
      resolve(facts);
    };
    const giveUp = () => end({ live: false, message: messageOf(signal.reason) });
    signal.addEventListener("abort", giveUp);
    const timer = clock.setTimeout(() => abort.abort(new Error(`No answer within ${timeoutMs / 1000} s`)), timeoutMs);
    void look(probe, url, signal).then(end);
  });
}

async function look(probe: Probe, url: string, signal: AbortSignal): Promise<ProbeFacts> {
  try {
    const found: unknown = await probe(url, signal);
    if (typeof found !== "object" || found === null) return { live: found === true };
    const { live, ready, warm, message } = found as Partial<ProbeFacts>;
    // One that says outright that it does not know has seen nothing; one that says nothing of it has not seen it answer.
    const unseen = "live" in found && live === undefined;
    return { live: unseen ? undefined : live === true, ready, warm, message };
  } catch (error) {
    return { live: false, message: messageOf(error) };
  }
}

function messageOf(error: unknown): string | undefined {
  return error instanceof Error ? error.message : undefined;
}
