import { CountWindow } from "./count-window";
import { TimeWindow } from "./time-window";
import type { WindowOptions } from "./types";
import type { OutcomeWindow } from "./window";

export function createWindow(options: WindowOptions): OutcomeWindow {
  return options.type === "count" ? new CountWindow(options.size) : new TimeWindow(options.durationMs);
}
