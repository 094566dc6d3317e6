import { decimal } from "../../../l10n/numbers";
import { t } from "../../../l10n/t";

/** Milliseconds as people read them: "350 ms", "1.4 s", "12 s", "3 min". */
export function durationText(ms: number): string {
  if (ms < 999.5) return t("{0} ms", Math.round(ms));
  if (ms < 9_950) return t("{0} s", decimal(Number((ms / 1000).toFixed(1))));
  if (ms < 119_500) return t("{0} s", Math.round(ms / 1000));
  return t("{0} min", Math.round(ms / 60_000));
}
