import type { EndpointStatus } from "../../core/model/endpoint";
import { asMarkdown, inert, quote } from "../../core/foreign/foreign-text";
import { t } from "../../core/l10n/t";
import { duration, momentOf, percent } from "../texts/format";
import { errors } from "../texts/standing";
import { settings as settingsTexts } from "../texts/settings";
import { causeOf, residence, standingOf, worstFirst } from "../standing/standing";
import { residenceWord, shortName, shortWord, stateWord } from "../standing/words";
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

/**
 * The status item's tooltip as Markdown. It tells times of day: what has to be drawn anew each second to be true cannot be read, because the editor fades in whatever comes into
 * an open tooltip. @param now epoch ms
 */
export function tooltipMarkdown(
  endpoints: EndpointStatus[],
  offline: boolean,
  now: number,
  { badSettings = [], localOnly = false, machine, hostName = "" }: Omit<Surroundings, "left"> = {},
): string {
  const header = `${tableRow([t("Endpoint"), t("State"), t("Failures"), together(t("Usual time")), together(t("Last answer"))])}\n|:-|:-|-:|-:|-:|`;
  const shown = endpoints.length > MOST_ROWS ? worstFirst(endpoints, now, offline).slice(0, MOST_ROWS) : endpoints;
  const rest = endpoints.length - shown.length;
  const rows = shown.flatMap((status) => [
    stateRow(status, offline, now),
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

/** A link that runs a command without arguments, with the command. */
const COMMAND_LINK = /\[[^[\]<]*\]\(command:([\w.]+)\)/g;

/**
 * Whether the editor may take the tooltip for trusted: where nothing in it is a link but to one of TOOLTIP_COMMANDS. Without a bracket or an angle no Markdown makes a link that runs a
 * command, and foreign text has neither left ({@link asMarkdown}); this does not rely on it. The editor's own list of commands (`isTrusted.enabledCommands`) would say the same, but it
 * never equals the one that came before, so that an open tooltip would be drawn anew, and fade in, with every second of a countdown beside it.
 */
export function hasOnlyOwnLinks(markdown: string): boolean {
  const rest = markdown.replace(COMMAND_LINK, (link, command: string) =>
    TOOLTIP_COMMANDS.includes(command) ? "" : link,
  );
  return !/[[\]<]/.test(rest);
}

function stateRow(status: EndpointStatus, offline: boolean, now: number): string {
  const { lastHealthyAt, consecutiveFailures, failureRate } = status.metrics;
  const { answeredIn } = status;
  const standing = standingOf(status, now, offline);
  const left = { now };
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
    lastHealthyAt === undefined ? "–" : together(momentOf(lastHealthyAt, now)),
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
