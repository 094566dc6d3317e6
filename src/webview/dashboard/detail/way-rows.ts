import type { RequestDetail } from "../../../core/messages/dashboard-results";
import { duration } from "../frame/format";
import { detail as texts } from "../frame/texts";

interface WayBar {
  kind: "failure" | "success" | "first" | "cancelled" | "skipped" | "wait" | "load";
  fromMs: number;
  toMs: number;
}

/** One line of the picture. Times are milliseconds since the request began. */
export interface WayRow {
  label: string;
  bars: WayBar[];
  text: string;
  /** More, for a tooltip. */
  message?: string;
}

/** Pauses shorter than this are not drawn. */
const WAIT_WORTH_DRAWING_MS = 100;

/** The way of a request as lines of bars: attempts, the waits between them, and models that were loaded meanwhile. */
export function wayRows(request: RequestDetail): WayRow[] {
  const rows: WayRow[] = [];
  const attempts = [...request.attempts].sort((a, b) => a.startedAt - b.startedAt);
  let reached = 0;
  for (const attempt of attempts) {
    const fromMs = Math.max(0, attempt.startedAt - request.startedAt);
    const toMs = fromMs + attempt.durationMs;
    if (fromMs - reached >= WAIT_WORTH_DRAWING_MS)
      rows.push({
        label: texts.waitLabel,
        bars: [{ kind: "wait", fromMs: reached, toMs: fromMs }],
        text: texts.wait(fromMs - reached),
      });
    rows.push({
      label: attempt.endpoint,
      bars: barsOf(attempt, fromMs, toMs),
      text: textOf(attempt, request),
      ...(attempt.message !== undefined && { message: attempt.message }),
    });
    reached = Math.max(reached, toMs);
  }
  for (const load of request.loads) rows.push(loadRow(load, request));
  return rows.sort((a, b) => (a.bars[0]?.fromMs ?? 0) - (b.bars[0]?.fromMs ?? 0));
}

type Attempt = RequestDetail["attempts"][number];

function barsOf(attempt: Attempt, fromMs: number, toMs: number): WayBar[] {
  if (attempt.outcome === "success" && attempt.ttftMs !== undefined) {
    const firstMs = Math.min(toMs, fromMs + attempt.ttftMs);
    return [
      { kind: "first", fromMs, toMs: firstMs },
      { kind: "success", fromMs: firstMs, toMs },
    ];
  }
  return [{ kind: attempt.outcome, fromMs, toMs }];
}

function textOf(attempt: Attempt, request: RequestDetail): string {
  switch (attempt.outcome) {
    case "failure":
    case "skipped":
      return attempt.phrase ?? attempt.outcome;
    case "cancelled":
      // In a request that was answered it was not the person who stopped this attempt.
      return request.outcome === "success" ? texts.overtaken : texts.cancelled;
    case "success": {
      const first = attempt.ttftMs === undefined ? [] : [texts.firstToken(attempt.ttftMs)];
      const generatedMs = attempt.durationMs - (attempt.ttftMs ?? 0);
      const tokens = request.tokens
        ? [texts.tokens(request.tokens, generatedMs > 0 ? request.tokens / (generatedMs / 1000) : undefined)]
        : [];
      return [...first, ...tokens].join(", ") || duration(attempt.durationMs);
    }
  }
}

function loadRow({ endpoint, fromMs, toMs }: RequestDetail["loads"][number], request: RequestDetail): WayRow {
  const from = Math.max(0, fromMs - request.startedAt);
  const to = Math.max(from, Math.min(request.durationMs, toMs - request.startedAt));
  return {
    label: texts.loadLabel(endpoint),
    bars: [{ kind: "load", fromMs: from, toMs: to }],
    text: texts.load(toMs - fromMs),
  };
}

/** Round marks on the picture's axis, in milliseconds. */
export function wayTicks(totalMs: number, most = 5): number[] {
  // Less than a millisecond is not told apart.
  const rough = Math.max(1, totalMs / most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  return Array.from({ length: Math.floor(totalMs / step) + 1 }, (_, index) => index * step);
}
