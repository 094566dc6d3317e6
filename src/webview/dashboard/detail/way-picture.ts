import type { RequestDetail } from "../../../core/messages/dashboard-results";
import { element } from "../../shared/dom";
import { duration } from "../frame/format";
import { detail as texts } from "../frame/texts";
import { wayRows, wayTicks, type WayRow } from "./way-rows";

/** The way of a request as bars on a time axis, with a table behind it for screen readers. */
export function wayPicture(request: RequestDetail): HTMLElement {
  const rows = wayRows(request);
  const totalMs = Math.max(request.durationMs, ...rows.flatMap(({ bars }) => bars.map(({ toMs }) => toMs)), 1);
  const share = (ms: number): string => `${((ms / totalMs) * 100).toFixed(3)}%`;
  const axis = element(
    "div",
    { class: "way-axis" },
    ...wayTicks(totalMs).map((tick) => {
      const label = element("span", {}, tick === 0 ? "0" : duration(tick));
      label.style.left = share(tick);
      return label;
    }),
  );
  const picture = element(
    "div",
    { class: "way", "aria-hidden": "true" },
    ...rows.map((row) => pictureRow(row, share, totalMs)),
    element("div", { class: "way-row" }, element("span"), axis),
  );
  return element("div", {}, picture, table(rows));
}

function pictureRow(row: WayRow, share: (ms: number) => string, totalMs: number): HTMLElement {
  const track = element("div", { class: "way-track" });
  for (const { kind, fromMs, toMs } of row.bars) {
    const bar = element("span", { class: `way-bar way-${kind}` });
    bar.style.left = share(fromMs);
    bar.style.width = share(Math.max(0, toMs - fromMs));
    track.append(bar);
  }
  // The words stand behind the bar, or before it where there is more room.
  const [startMs, endMs] = [row.bars[0]?.fromMs ?? 0, row.bars.at(-1)?.toMs ?? 0];
  const words = element("span", { class: "way-text", title: row.message ?? row.text }, row.text);
  if (endMs <= totalMs * 0.55) words.style.left = share(endMs);
  else if (startMs >= totalMs * 0.45) {
    words.classList.add("before");
    words.style.right = share(totalMs - startMs);
  } else {
    words.classList.add("inside");
    words.style.left = share(startMs);
    words.style.maxWidth = share(totalMs - startMs);
  }
  track.append(words);
  return element(
    "div",
    { class: "way-row" },
    element("span", { class: "way-label", title: row.label }, row.label),
    track,
  );
}

function table(rows: WayRow[]): HTMLElement {
  const { what, from, took, result } = texts.columns;
  // A table is never narrower than its words, hidden or not: so it is what holds it that is hidden.
  return element(
    "div",
    { class: "visually-hidden" },
    element(
      "table",
      {},
      element("caption", {}, texts.way),
      element(
        "thead",
        {},
        element("tr", {}, ...[what, from, took, result].map((head) => element("th", { scope: "col" }, head))),
      ),
      element(
        "tbody",
        {},
        ...rows.map(({ label, bars, text, message }) => {
          const [startMs, endMs] = [bars[0]?.fromMs ?? 0, bars.at(-1)?.toMs ?? 0];
          return element(
            "tr",
            {},
            element("th", { scope: "row" }, label),
            ...[duration(startMs), duration(endMs - startMs), message === undefined ? text : `${text}: ${message}`].map(
              (cell) => element("td", {}, cell),
            ),
          );
        }),
      ),
    ),
  );
}
