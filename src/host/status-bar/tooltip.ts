import type { EndpointStatus } from "../../core/model/endpoint";
import { asMarkdown, inert, quote } from "../../core/foreign/foreign-text";
import { t } from "../../core/l10n/t";
import { ago, duration, percent } from "../texts/format";
import { errors } from "../texts/standing";
import { settings as settingsTexts } from "../texts/settings";
import { causeOf, residence, standingOf, worstFirst } from "../standing/standing";
import { residenceWord, shortName, shortWord, stateWord, type TimeLeft } from "../standing/words";
import { iconInBar, type Surroundings } from "./view";

/** Commands that the tooltip's links may run. */
export const TOOLTIP_COMMANDS = [
  "llmBreaker.ask",
  "llmBreaker.openDashboard",
  "llmBreaker.checkHealth",
  "llmBreaker.resetBreaker",
  "llmBreaker.openSettings",
  "llmBreaker.showLog",
];

/** More endpoints than these make it higher than the window. */
const MOST_ROWS = 6;

/** A machine may call itself anything. */
const MAX_NAME_CHARS = 60;

/** One mended setting at a time is enough to read. */
const MOST_PROBLEMS = 3;

/** More characters than these push the last column over the edge: the editor makes no tooltip wider than about 500 pixels. */
const LONGEST_STATE = 24;

/** The status item's tooltip as Markdown. @param now epoch ms */
export function tooltipMarkdown(
  endpoints: EndpointStatus[],
  offline: boolean,
  now: number,
  { badSettings = [], left = "countdown", localOnly = false, machine, hostName = "" }: Surroundings = {},
): string {
  const header = `${tableRow([t("Endpoint"), t("State"), t("Failures"), together(t("Usual time")), together(t("Last answer"))])}\n|:-|:-|-:|-:|-:|`;
  const shown = endpoints.length > MOST_ROWS ? worstFirst(endpoints, now, offline).slice(0, MOST_ROWS) : endpoints;
  const rest = endpoints.length - shown.length;
  const rows = shown.flatMap((status) => [
    stateRow(status, offline, now, left),
    ...(rest > 0 ? [] : modelRow(status, offline)),
  ]);
  const reasons = shown.flatMap((status) => {
    const because = causeOf(status);
    return because === undefined ? [] : [`**${asMarkdown(shortName(status.id))}**: ${asMarkdown(because)}`];
  });
  const simulated = endpoints.filter((endpoint) => endpoint.simulated).map(({ id }) => asMarkdown(shortName(id)));
  const links = [
    link("comment", t("Ask"), "llmBreaker.ask"),
    link("dashboard", t("Dashboard"), "llmBreaker.openDashboard"),
    link("pulse", t("Check health"), "llmBreaker.checkHealth"),
    link("debug-restart", t("Reset"), "llmBreaker.resetBreaker"),
    link("gear", t("Settings"), "llmBreaker.openSettings"),
    link("output", t("Log"), "llmBreaker.showLog"),
  ];
  return [
    "**LLM Breaker**",
    ...(machine === undefined ? [] : [`$(remote) ${asMarkdown(settingsTexts.runsOn(machine))}`]),
    ...(localOnly ? [`$(lock) ${settingsTexts.localOnlyInForce(asMarkdown(inert(hostName, MAX_NAME_CHARS)))}`] : []),
    ...badSettings.slice(0, MOST_PROBLEMS).map((problem) => `$(warning) ${asMarkdown(quote(problem))}`),
    ...(badSettings.length > 0 ? [link("gear", settingsTexts.open, "llmBreaker.openSettings")] : []),
    ...(offline
      ? [`$(debug-disconnect) ${t("This machine appears to be offline; no breaker is touched by that.")}`]
      : []),
    ...(simulated.length > 0 ? [`$(beaker) ${errors.simulated(simulated)}`] : []),
    [header, ...rows].join("\n"),
    ...(rest > 0 ? [t("and {0} more", rest)] : []),
    ...reasons,
    links.join("&nbsp;&nbsp; "),
  ].join("\n\n");
}

/**
 * The tooltip as it is to be sent along with an item of which something else has changed: an item that comes with the very tooltip it has takes that tooltip away from under
 * the mouse. @param sent what was sent last @returns what reads as the tooltip, and is another text
 */
export const unlike = (sent: string, tooltip: string): string => (tooltip === sent ? `${tooltip}\n` : tooltip);

function stateRow(status: EndpointStatus, offline: boolean, now: number, left: TimeLeft): string {
  const { lastHealthyAt, consecutiveFailures, failureRate } = status.metrics;
  const { answeredIn } = status;
  const standing = standingOf(status, now, offline);
  const long = stateWord(standing, left);
  const failures = [
    ...(consecutiveFailures > 0 ? [t("{0} in a row", consecutiveFailures)] : []),
    ...(failureRate === undefined ? [] : [percent(failureRate)]),
  ];
  return tableRow([
    together(`${iconInBar(status, standing)} ${asMarkdown(shortName(status.id))}`),
    together(asMarkdown(long.length <= LONGEST_STATE ? long : shortWord(standing, left) || long)),
    failures.length > 0 ? together(failures.join(", ")) : "–",
    // From what half of the answers take at most to what nearly all do.
    answeredIn ? together(`${duration(answeredIn.p50Ms)} – ${duration(answeredIn.p95Ms)}`) : "–",
    lastHealthyAt === undefined ? "–" : together(ago(now - lastHealthyAt)),
  ]);
}

/** Under the state: in a column of its own it would be beyond the edge. */
function modelRow(status: EndpointStatus, offline: boolean): string[] {
  const resides = residence(status, offline);
  const warmth = resides ? ` ${together(`· ${residenceWord(resides)}`)}` : "";
  const { model } = status;
  return model === undefined ? [] : [tableRow(["", `${asMarkdown(quote(model))}${warmth}`, "", "", ""])];
}

/** The editor leaves no room between the columns of a table. */
function tableRow(cells: string[]): string {
  return `| ${cells.join("&nbsp;&nbsp; | ")} |`;
}

/** Keeps it in one line. */
function together(text: string): string {
  return text.replaceAll(" ", "&nbsp;");
}

function link(icon: string, label: string, command: string): string {
  return `[${together(`$(${icon}) ${label}`)}](command:${command})`;
}
