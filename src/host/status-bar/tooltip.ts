import type { EndpointStatus } from "../../core/service/types";
import { ago, duration, percent } from "../format";
import { errors } from "../texts";
import { iconOf, stateWord } from "./words";

/** Commands that the tooltip's links may run. */
export const tooltipCommands = ["llmBreaker.ask", "llmBreaker.checkHealth", "llmBreaker.resetBreaker", "llmBreaker.openSettings", "llmBreaker.showLog"];

/** The status item's tooltip as Markdown. @param now epoch ms */
export function tooltipMarkdown(endpoints: EndpointStatus[], offline: boolean, now: number): string {
  const header = "| Endpoint | State | Streak | Failure&nbsp;rate | p50&nbsp;/&nbsp;p95 | Last&nbsp;healthy | Model |\n|:-|:-|-:|-:|-:|:-|:-|";
  const rows = endpoints.map((status) => row(status, now));
  const reasons = endpoints.flatMap(({ id, openedBecause }) => (openedBecause === undefined ? [] : [`**${cell(id)}**: ${cell(openedBecause)}`]));
  const simulated = endpoints.filter((endpoint) => endpoint.simulated).map(({ id }) => cell(id));
  const links = [
    link("comment", "Ask", "llmBreaker.ask"),
    link("pulse", "Check health", "llmBreaker.checkHealth"),
    link("debug-restart", "Reset", "llmBreaker.resetBreaker"),
    link("gear", "Settings", "llmBreaker.openSettings"),
    link("output", "Log", "llmBreaker.showLog"),
  ];
  return [
    "**LLM Breaker**",
    ...(offline ? ["$(debug-disconnect) This machine appears to be offline; no breaker is touched by that."] : []),
    ...(simulated.length > 0 ? [`$(beaker) ${errors.simulated(simulated)}`] : []),
    [header, ...rows].join("\n"),
    ...reasons,
    links.join("&nbsp;&nbsp; "),
  ].join("\n\n");
}

function row(status: EndpointStatus, now: number): string {
  const { metrics } = status;
  const warmth = status.warm === undefined ? "" : status.warm ? " $(flame)&nbsp;resident" : " $(circle-outline)&nbsp;not&nbsp;loaded";
  const latency = metrics.p50Ms === undefined || metrics.p95Ms === undefined ? "–" : `${duration(metrics.p50Ms)} / ${duration(metrics.p95Ms)}`;
  const cells = [
    `${iconOf(status, now)}&nbsp;${cell(status.id)}`,
    cell(stateWord(status, now)),
    String(metrics.consecutiveFailures),
    metrics.failureRate === undefined ? "–" : percent(metrics.failureRate),
    latency.replaceAll(" ", "&nbsp;"),
    metrics.lastHealthyAt === undefined ? "–" : ago(now - metrics.lastHealthyAt).replaceAll(" ", "&nbsp;"),
    cell(status.model ?? "–") + warmth,
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Names and messages come from settings and servers: none of it may become Markdown, an icon or another cell. */
function cell(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]()<>#+!|~$&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function link(icon: string, label: string, command: string): string {
  return `[$(${icon}) ${label}](command:${command})`;
}
