import type { EndpointStatus } from "../../core/model/endpoint";
import { iconLabel, inert, type Icon } from "../../core/text/foreign-text";
import { health as texts } from "../texts";
import { gatingOf, standingOf, worstFirst, type Gating, type Standing } from "../standing/standing";
import { iconOf, shortName, shortWord, stateWord } from "../standing/words";

export interface StatusView {
  text: string;
  /** For a screen reader, which does not read icons. */
  label: string;
  severity: "none" | "warning" | "error";
  /** True while something on it counts down. */
  counting: boolean;
}

/** With more endpoints than these, those that are well are only counted, and so are all but the worst few of the others: the editor cuts what is too long. */
const MOST_SHOWN = 4;
const MOST_TROUBLED = 3;

const SEVERITIES: Partial<Record<Gating["is"], "warning" | "error">> = {
  open: "error",
  held_open: "error",
  half_open: "warning",
};

/** What the status item shows. @param now epoch ms */
export function statusView(endpoints: EndpointStatus[], offline: boolean, now: number): StatusView {
  const standings = new Map(endpoints.map((status) => [status, standingOf(status, now, offline)]));
  const standing = (status: EndpointStatus): Standing => standings.get(status)!;
  const one = (status: EndpointStatus): string =>
    iconLabel(
      iconOf(standing(status)),
      [shortName(status.id), shortWord(standing(status)), status.simulated ? texts.simulatedMark : ""].join(" "),
    );
  const crowded = endpoints.length > MOST_SHOWN;
  const troubled = worstFirst(endpoints, now, offline).filter((status) => shortWord(standing(status)) !== "");
  const shown = crowded ? troubled.slice(0, MOST_TROUBLED) : endpoints;
  const rest = endpoints.length - shown.length;
  const restIcon: Icon =
    troubled.length > MOST_TROUBLED
      ? "$(warning)"
      : endpoints.every((status) => standing(status).is === "unasked")
        ? "$(circle-outline)"
        : "$(pass)";
  const parts = [
    ...shown.map(one),
    ...(rest > 0 ? [iconLabel(restIcon, `${rest}${shown.length > 0 ? " more" : " endpoints"}`)] : []),
  ];
  const found = endpoints.flatMap((status) => SEVERITIES[gatingOf(status, now)?.is ?? "paused"] ?? []);
  return {
    text: [...(offline ? [iconLabel("$(debug-disconnect)", "offline")] : []), ...parts].join("  "),
    label: inert(
      `LLM Breaker: ${[...(offline ? ["offline"] : []), ...endpoints.map((status) => `${status.id} ${stateWord(standing(status))}`)].join("; ")}`,
    ),
    severity: found.includes("error") ? "error" : found.includes("warning") ? "warning" : "none",
    counting: endpoints.some((status) => isCounting(standing(status))),
  };
}

const isCounting = (standing: Standing): boolean =>
  standing.is === "paused" || (standing.is === "open" && Number.isFinite(standing.nextTryMs));
