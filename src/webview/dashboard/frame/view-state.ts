import * as v from "valibot";
import { requestFilter } from "../../../core/messages/dashboard-queries";
import { DEFAULT_RANGE, MAX_SPAN_MS, MIN_SPAN_MS } from "./time-range";

const span = v.pipe(v.number(), v.minValue(MIN_SPAN_MS), v.maxValue(MAX_SPAN_MS));
const range = v.variant("kind", [
  v.object({ kind: v.literal("live"), spanMs: span }),
  v.pipe(
    v.object({ kind: v.literal("fixed"), fromMs: v.number(), toMs: v.number() }),
    v.check(({ fromMs, toMs }) => toMs - fromMs >= MIN_SPAN_MS && toMs - fromMs <= MAX_SPAN_MS * 1.01),
  ),
]);

/** What the page remembers over being hidden and over a window reload. Each part falls back by itself when it is damaged. */
const viewState = v.object({
  range: v.fallback(range, DEFAULT_RANGE),
  /** Whose figures the charts show; absent: all requests. */
  endpoint: v.fallback(v.optional(v.string()), undefined),
  timing: v.fallback(v.picklist(["ttft", "latency"]), "ttft"),
  picture: v.fallback(v.picklist(["charts", "table"]), "charts"),
  list: v.fallback(v.picklist(["requests", "transitions"]), "requests"),
  filter: v.fallback(v.omit(requestFilter, ["fromMs", "toMs"]), {}),
  /** The list shows only what the time axis shows. */
  inRange: v.fallback(v.boolean(), false),
  request: v.fallback(v.optional(v.number()), undefined),
});

export type ViewState = v.InferOutput<typeof viewState>;

export function readViewState(raw: unknown): ViewState {
  const known = typeof raw === "object" && raw !== null ? raw : {};
  return v.parse(viewState, {
    range: undefined,
    timing: undefined,
    picture: undefined,
    list: undefined,
    filter: undefined,
    inRange: undefined,
    ...known,
  });
}
