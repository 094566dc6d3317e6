import type { EndpointStatus } from "../../core/model/endpoint";
import { asMarkdown, quote } from "../../core/foreign/foreign-text";
import { ago, duration, percent } from "../texts/format";
import { errors } from "../texts";
import { settings as settingsTexts } from "../texts/settings";
import { standingOf, worstFirst } from "../standing/standing";
import { iconOf, shortName, shortWord, stateWord } from "../standing/words";

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

/** One mended setting at a time is enough to read. */
const MOST_PROBLEMS = 3;

/** More characters than these push the last column over the edge: the editor makes no tooltip wider than about 500 pixels. */
const LONGEST_STATE = 24;

/** The status item's tooltip as Markdown. @param now epoch ms @param badSettings what is wrong with the settings */
export function tooltipMarkdown(
  endpoints: EndpointStatus[],
  offline: boolean,
  now: number,
  badSettings: readonly string[] = [],
): string {
  const header = `${tableRow(["Endpoint", "State", "Streak", "Failures", together("p50 / p95"), "Healthy"])}\n|:-|:-|-:|-:|-:|-:|`;
  const shown = endpoints.length > MOST_ROWS ? worstFirst(endpoints, now).slice(0, MOST_ROWS) : endpoints;
  const rest = endpoints.length - shown.length;
  const rows = shown.flatMap((status) => [stateRow(status, now), ...(rest > 0 ? [] : modelRow(status))]);
  const reasons = shown.flatMap(({ id, openedBecause, latched }) => {
    const because = latched?.message ?? openedBecause;
    return because === undefined ? [] : [`**${asMarkdown(shortName(id))}**: ${asMarkdown(because)}`];
  });
  const simulated = endpoints.filter((endpoint) => endpoint.simulated).map(({ id }) => asMarkdown(shortName(id)));
  const links = [
    link("comment", "Ask", "llmBreaker.ask"),
    link("dashboard", "Dashboard", "llmBreaker.openDashboard"),
    link("pulse", "Check health", "llmBreaker.checkHealth"),
    link("debug-restart", "Reset", "llmBreaker.resetBreaker"),
    link("gear", "Settings", "llmBreaker.openSettings"),
    link("output", "Log", "llmBreaker.showLog"),
  ];
  return [
    "**LLM Breaker**",
    ...badSettings.slice(0, MOST_PROBLEMS).map((problem) => `$(warning) ${asMarkdown(quote(problem))}`),
    ...(badSettings.length > 0 ? [link("gear", settingsTexts.open, "llmBreaker.openSettings")] : []),
    ...(offline ? ["$(debug-disconnect) This machine appears to be offline; no breaker is touched by that."] : []),
    ...(simulated.length > 0 ? [`$(beaker) ${errors.simulated(simulated)}`] : []),
    [header, ...rows].join("\n"),
    ...(rest > 0 ? [`and ${rest} more`] : []),
    ...reasons,
    links.join("&nbsp;&nbsp; "),
  ].join("\n\n");
}

function stateRow(status: EndpointStatus, now: number): string {
  const { p50Ms, p95Ms, lastHealthyAt, consecutiveFailures, failureRate } = status.metrics;
  // Where the user has to do something, that is a whole sentence, which stands below.
  const long = stateWord(status, now);
  const state =
    standingOf(status, now) !== "latched" && long.length <= LONGEST_STATE
      ? long
      : shortWord(status, now) || long.replace(/^closed, /, "");
  return tableRow([
    together(`${iconOf(status, now)} ${asMarkdown(shortName(status.id))}`),
    together(asMarkdown(state)),
    String(consecutiveFailures),
    failureRate === undefined ? "–" : together(percent(failureRate)),
    p50Ms === undefined || p95Ms === undefined ? "–" : together(`${duration(p50Ms)} / ${duration(p95Ms)}`),
    lastHealthyAt === undefined ? "–" : together(ago(now - lastHealthyAt)),
  ]);
}

/** Under the state: in a column of its own it would be beyond the edge. */
function modelRow({ model, warm }: EndpointStatus): string[] {
  const warmth = warm === undefined ? "" : together(warm ? " $(flame) resident" : " $(circle-outline) not loaded");
  return model === undefined ? [] : [tableRow(["", `${asMarkdown(quote(model))}${warmth}`, "", "", "", ""])];
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
  return `[$(${icon}) ${label}](command:${command})`;
}
