import type { AnyTarget } from "../target";
import { refusalTarget, transportTarget, wordTarget } from "./classifiers";
import { historyRowTarget, rollupTarget } from "./history-rows";
import { dashboardTarget, messageTarget, sessionTarget } from "./messages";
import { noticeTarget } from "./notices";
import { probeTarget } from "./probes";
import { settingsTarget } from "./settings";
import { sharedRowTarget, snapshotTarget } from "./shared-rows";
import { streamTargets } from "./streams";
import { addressTarget, exportTarget, markdownTarget } from "./texts";

/** Every door; a new one is written beside these and put in here, and then runs in `npm run fuzz` and in `npm test`. */
export const targets: AnyTarget[] = [
  ...streamTargets,
  probeTarget,
  refusalTarget,
  wordTarget,
  transportTarget,
  settingsTarget,
  noticeTarget,
  snapshotTarget,
  sharedRowTarget,
  historyRowTarget,
  rollupTarget,
  dashboardTarget,
  messageTarget,
  sessionTarget,
  addressTarget,
  exportTarget,
  markdownTarget,
];
