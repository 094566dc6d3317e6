import type { RequestRow } from "../../../core/messages/dashboard-results";
import { element } from "../../shared/dom";
import { icon } from "../../shared/icons";
import { duration, moment } from "../frame/format";
import { commandWord, history as texts, outcomes } from "../frame/texts";

type Step = RequestRow["way"][number];

/** What a line of the history shows: when and what, the way it took, how long it took. */
export function requestRowContent(row: RequestRow, now: number): Node[] {
  const time = element("span", { class: "row-time" }, moment(row.startedAt, now));
  const title = element(
    "span",
    { class: `row-title${row.title === undefined ? " untitled" : ""}` },
    row.title ?? texts.untitled,
  );
  const tokens = row.tokens === undefined || row.tokens === 0 ? "" : texts.tokens(row.tokens);
  return [
    element("span", { class: `row-edge outcome-${row.outcome}` }),
    element(
      "div",
      { class: "row-line" },
      time,
      element("span", { class: "row-command" }, commandWord(row.command)),
      ...(row.localOnly ? [localOnlyMark()] : []),
      title,
    ),
    element(
      "div",
      { class: "row-line row-second" },
      element("span", { class: "row-way" }, ...wayParts(row)),
      element(
        "span",
        { class: "row-took" },
        [duration(row.durationMs), tokens].filter((part) => part !== "").join(" · "),
      ),
    ),
  ];
}

function localOnlyMark(): HTMLElement {
  return element("span", { class: "row-local", title: texts.localOnly }, icon("lock"));
}

function wayParts(row: RequestRow): Node[] {
  if (row.outcome === "cached")
    return [
      element("span", { class: "step cached" }, outcomes.cached),
      ...row.way.flatMap((step) => [separator(), stepPart(step)]),
    ];
  // A breaker that refused a step refused its retry too: saying so once is enough.
  const way = row.way.filter(
    (step, index) =>
      !(
        step.outcome === "skipped" &&
        row.way[index - 1]?.outcome === "skipped" &&
        row.way[index - 1]?.endpoint === step.endpoint
      ),
  );
  if (way.length === 0) return [element("span", { class: `step ${row.outcome}` }, outcomes[row.outcome])];
  const answered = row.outcome === "success";
  return way.flatMap((step, index) =>
    index === 0 ? [stepPart(step, answered)] : [separator(), stepPart(step, answered)],
  );
}

/** @param answered whether the request was: then it was not the person who stopped an attempt */
function stepPart({ endpoint, outcome, phrase }: Step, answered = false): HTMLElement {
  const sign = {
    success: texts.chain.answered,
    failure: texts.chain.failed,
    cancelled: answered ? texts.chain.overtaken : texts.chain.cancelled,
    skipped: texts.chain.skipped,
  }[outcome];
  const text = outcome === "skipped" ? endpoint : `${endpoint} ${sign}`;
  return element(
    "span",
    { class: `step ${outcome}`, title: phrase ?? "" },
    text,
    ...(outcome === "failure" && phrase !== undefined ? [element("span", { class: "step-phrase" }, ` ${phrase}`)] : []),
  );
}

function separator(): HTMLElement {
  return element("span", { class: "step-separator", "aria-hidden": "true" }, " → ");
}

/** The same for a screen reader. */
export function requestRowLabel(row: RequestRow | undefined, now: number): string {
  if (!row) return "…";
  const way = row.way
    .map(({ endpoint, outcome, phrase }) =>
      texts.step(endpoint, outcome === "success" ? outcomes.success : (phrase ?? texts.ended[outcome])),
    )
    .join(texts.then);
  return [
    moment(row.startedAt, now),
    commandWord(row.command),
    row.title ?? texts.untitled,
    outcomes[row.outcome],
    row.localOnly ? texts.localOnly : "",
    way,
    duration(row.durationMs),
  ]
    .filter((part) => part !== "")
    .join(", ");
}
