import type { EndpointStatus } from "../../core/model/endpoint";
import { iconLabel, inert, type Icon } from "../../core/foreign/foreign-text";
import { health as texts } from "../texts";
import { settings as settingsTexts } from "../texts/settings";
import { standingOf, worstFirst, type Standing } from "../standing/standing";
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

const SEVERITIES: Partial<Record<Standing, "warning" | "error">> = {
  open: "error",
  forced_open: "error",
  half_open: "warning",
};

/** What the status item shows. @param now epoch ms @param badSettings whether a setting cannot be used, so that the endpoints may not be those that were meant */
export function statusView(
  endpoints: EndpointStatus[],
  offline: boolean,
  now: number,
  badSettings = false,
): StatusView {
  const one = (status: EndpointStatus): string =>
    iconLabel(
      iconOf(status, now),
      [shortName(status.id), shortWord(status, now), status.simulated ? texts.simulatedMark : ""].join(" "),
    );
  const crowded = endpoints.length > MOST_SHOWN;
  const troubled = worstFirst(endpoints, now).filter((status) => shortWord(status, now) !== "");
  const shown = crowded ? troubled.slice(0, MOST_TROUBLED) : endpoints;
  const rest = endpoints.length - shown.length;
  const well = troubled.length <= MOST_TROUBLED;
  const standings = endpoints.map((status) => standingOf(status, now));
  const restIcon: Icon = !well
    ? "$(warning)"
    : standings.every((standing) => standing === "unasked")
      ? "$(circle-outline)"
      : "$(pass)";
  const parts = [
    ...shown.map(one),
    ...(rest > 0 ? [iconLabel(restIcon, `${rest}${shown.length > 0 ? " more" : " endpoints"}`)] : []),
  ];
  const found = standings.flatMap((standing) => SEVERITIES[standing] ?? []);
  return {
    text: [
      ...(badSettings ? [iconLabel("$(warning)", settingsTexts.mark)] : []),
      ...(offline ? [iconLabel("$(debug-disconnect)", "offline")] : []),
      ...parts,
    ].join("  "),
    label: inert(
      `LLM Breaker: ${[...(badSettings ? [settingsTexts.mark] : []), ...(offline ? ["offline"] : []), ...endpoints.map((status) => `${status.id} ${stateWord(status, now)}`)].join("; ")}`,
    ),
    severity: found.includes("error") ? "error" : found.includes("warning") || badSettings ? "warning" : "none",
    counting: endpoints.some(
      (status, index) =>
        (standings[index] === "open" && Number.isFinite(status.retryAfterMs)) || standings[index] === "paused",
    ),
  };
}
