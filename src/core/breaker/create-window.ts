import { CountWindow } from "./count-window";
import type { OutcomeWindow } from "./outcome-window";
import { TimeWindow } from "./time-window";
import type { WindowOptions } from "./types";

export function createWindow(options: WindowOptions): OutcomeWindow {
  return options.type === "count" ? new CountWindow(options.size) : new TimeWindow(options.durationMs);
}
