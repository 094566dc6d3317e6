import type { RequestSummary } from "../../core/history/types";
import { asWritten } from "./as-written";
import { shownUrl } from "../../core/foreign/shown-url";
import type { EndpointStatus } from "../../core/model/endpoint";
import { causeOf, standingOf } from "../standing/standing";
import { stateWord } from "../standing/words";
import { diagnostics as texts } from "../texts/diagnostics";
import { redacted, redactedValue, type Private } from "./redact";

export interface DiagnosticFacts {
  /** Epoch milliseconds. */
  now: number;
  /** Names and versions of what runs, and where. */
  versions: readonly (readonly [string, string])[];
  /** Settings that are not at their defaults. */
  settings: Record<string, unknown>;
  /** What is wrong with others. */
  problems: readonly string[];
  endpoints: EndpointStatus[];
  offline: boolean;
  /** The last requests without an answer, newest first. */
  failures: readonly Pick<RequestSummary, "startedAt" | "kind" | "errorMessage" | "attempts">[];
}

/** Requests and attempts that are told of. */
const MOST_FAILURES = 10;
const MOST_ATTEMPTS = 6;
const MOST_ENDPOINTS = 50;
/** Of the whole. */
const MOST_CHARS = 40_000;

/** A report on how things are, as Markdown, fit to be given to others: no keys, no headers, no questions, no answers, no names of people. */
export function diagnosticReport(facts: DiagnosticFacts, hide: Private): string {
  const plain = (text: string): string => redacted(text, hide);
  const cell = (text: string): string => asWritten(plain(text));
  const settings = JSON.stringify(redactedValue(facts.settings, hide), undefined, 2);
  const endpoints = facts.endpoints.slice(0, MOST_ENDPOINTS);
  const parts = [
    `# ${texts.title}`,
    facts.versions.map(([name, value]) => `- ${name}: ${cell(value)}`).join("\n"),
    `## ${texts.settings}`,
    `${fenceFor(settings)}json\n${settings}\n${fenceFor(settings)}`,
    ...(facts.problems.length > 0 ? [facts.problems.map((problem) => `- ${cell(problem)}`).join("\n")] : []),
    `## ${texts.endpoints}`,
    [
      `| ${texts.columns.join(" | ")} |`,
      `|${texts.columns.map(() => "---").join("|")}|`,
      ...endpoints.map((status) => `| ${rowOf(status, facts).map(cell).join(" | ")} |`),
    ].join("\n"),
    ...endpoints.flatMap((status) => {
      const because = causeOf(status);
      return because === undefined ? [] : [`- ${cell(status.id)}: ${cell(because)}`];
    }),
    `## ${texts.failures}`,
    facts.failures.length === 0
      ? texts.noFailures
      : facts.failures.slice(0, MOST_FAILURES).map(failureLines).join("\n"),
  ];
  const report = `${parts.join("\n\n")}\n`;
  return report.length <= MOST_CHARS ? report : `${report.slice(0, MOST_CHARS)}\n…\n`;

  function failureLines({ startedAt, kind, errorMessage, attempts }: DiagnosticFacts["failures"][number]): string {
    const tried = attempts
      .slice(-MOST_ATTEMPTS)
      .filter(({ outcome }) => outcome !== "success")
      .map(({ endpoint, kind: why, status, message }) =>
        [cell(endpoint), why ?? "", status === undefined ? "" : `HTTP ${status}`, cell(message ?? "")]
          .filter((word) => word !== "")
          .join(", "),
      );
    return [
      `- ${timeOf(startedAt)} ${kind ?? ""}: ${cell(errorMessage ?? "")}`,
      ...tried.map((line) => `  - ${line}`),
    ].join("\n");
  }
}

function rowOf(status: EndpointStatus, { now, offline }: DiagnosticFacts): string[] {
  const { id, type, url, tier, model, metrics, live, ready, warm, mode } = status;
  const said = (fact: boolean | undefined): string => (fact === undefined ? "?" : fact ? "yes" : "no");
  return [
    id,
    type,
    shownUrl(url),
    tier,
    model ?? "",
    `${stateWord(standingOf(status, now, offline))} (${mode})`,
    `${said(live)}/${said(ready)}/${said(warm)}`,
    `${metrics.totalSuccesses}/${metrics.totalFailures}/${metrics.totalRejected}`,
    metrics.lastHealthyAt === undefined ? "" : timeOf(metrics.lastHealthyAt),
  ];
}

function timeOf(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
}

/** A fence that nothing in the text can end. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{1,200}/g)].map(([ticks]) => ticks.length));
  return "`".repeat(longest + 1);
}
