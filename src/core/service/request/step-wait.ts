import type { Clock } from "../../ports/clock";
import { t } from "../../l10n/t";
import type { ManagedEndpoint } from "../endpoints/managed-endpoint";
import { awaitReady } from "../endpoints/readiness";
import type { StreamEvent, WaitReason } from "../../model/service-events";
import { sleep } from "../../async/wait";
import type { Loads } from "../endpoints/loads";

/** How long a wait may turn out to be needless before it is announced, in milliseconds. */
const SILENT_WAIT_MS = 50;

const REASONS: Record<WaitReason, (id: string) => string> = {
  pause: (id) => t("{0} is rate limited and asked for a pause", id),
  again: (id) => t("before trying {0} again", id),
  ready: (id) => t("until {0} is ready", id),
};

export interface StepWait {
  endpoint: ManagedEndpoint;
  model: string | undefined;
  /** The endpoint that was tried last is tried again. */
  same: boolean;
  /** What the endpoint itself asked for, in milliseconds: waited for in full. */
  hintMs: number;
  /** What the chain's step says, in milliseconds: in full before the same endpoint, until it is ready before another one. */
  delayMs: number;
}

/** The wait before a step; one that turns out to be needed is announced. Ends at once when the signal fires; never throws. */
export async function waitForStep(
  { endpoint, model, same, hintMs, delayMs }: StepWait,
  { clock, loads }: { clock: Clock; loads: Loads },
  signal: AbortSignal,
  tell: (event: StreamEvent) => void,
): Promise<void> {
  const totalMs = Math.max(hintMs, delayMs);
  const inFull = same || hintMs > 0;
  if (totalMs <= 0 || (!inFull && endpoint.seemsReady(model))) return;
  const until = clock.now() + totalMs;
  const leftMs = () => Math.max(0, until - clock.now());
  const pause = (ms: number) => sleep(clock, ms, signal).catch(() => undefined);
  const announce = () => {
    const why = hintMs > 0 ? "pause" : same ? "again" : "ready";
    const { id } = endpoint;
    tell({ type: "waiting", endpoint: id, untilMs: clock.wallNow() + leftMs(), why, reason: REASONS[why](id) });
  };
  if (inFull) {
    announce();
    return pause(totalMs);
  }
  const ready = awaitReady(endpoint, model, { clock, loads, signal }).then(() => true);
  if (await Promise.race([ready, pause(Math.min(SILENT_WAIT_MS, totalMs))])) return;
  if (signal.aborted || leftMs() === 0) return;
  announce();
  await Promise.race([ready, pause(leftMs())]);
}
