import type { EndpointStatus } from "../../core/model/endpoint";
import { iconLabel, inert, type Icon } from "../../core/foreign/foreign-text";
import { t } from "../../core/l10n/t";
import { health as texts } from "../texts/standing";
import { settings as settingsTexts } from "../texts/settings";
import { gatingOf, standingOf, worstFirst, type Gating, type Standing } from "../standing/standing";
import { iconOf, shortName, shortWord, stateWord, type TimeLeft } from "../standing/words";

export interface StatusView {
  text: string;
  /** For a screen reader, which does not read icons. */
  label: string;
  severity: "none" | "warning" | "error";
  /** True while something on it counts down, or would if time that is left were told so. */
  counting: boolean;
}

/** What the item is about, for who does not know its icons. */
const NAME = "LLM";

/** Characters that all endpoints together may take beside their icons: what is longer pushes other items out of the status bar. */
const ROOM = 60;

const SEVERITIES: Partial<Record<Gating["is"], "warning" | "error">> = {
  open: "error",
  held_open: "error",
  half_open: "warning",
};

/** What is told beside the endpoints. */
export interface Surroundings {
  /** What is wrong with the settings, so that the endpoints may not be those that were meant. */
  badSettings?: readonly string[];
  /** How time that is left is told. */
  left?: TimeLeft;
  /** Whether nothing leaves the private network. */
  localOnly?: boolean;
  /** What “localhost” is, where that is not the machine that one sits at. */
  machine?: string | undefined;
  /** The machine's own name, wherever it stands. */
  hostName?: string;
}

/** What the status item shows. @param now epoch ms */
export function statusView(
  endpoints: EndpointStatus[],
  offline: boolean,
  now: number,
  { badSettings = [], left = "countdown", localOnly = false }: Surroundings = {},
): StatusView {
  const standings = new Map(endpoints.map((status) => [status, standingOf(status, now, offline)]));
  const standing = (status: EndpointStatus): Standing => standings.get(status)!;
  const words = (status: EndpointStatus): string =>
    [shortName(status.id), shortWord(standing(status), left), status.simulated ? texts.simulatedMark : ""]
      .filter((word) => word !== "")
      .join(" ");
  const order = worstFirst(endpoints, now, offline);
  const shown = order.slice(0, fitting(order.map(words)));
  const rest = order.slice(shown.length);
  const restIcon: Icon = rest.some((status) => !status.barred && shortWord(standing(status)) !== "")
    ? "$(warning)"
    : rest.every((status) => standing(status).is === "unasked")
      ? "$(circle-outline)"
      : "$(pass)";
  const parts = [
    ...(localOnly ? ["$(lock)"] : []),
    ...(badSettings.length > 0 ? [iconLabel("$(warning)", settingsTexts.mark)] : []),
    ...(offline ? [iconLabel("$(debug-disconnect)", t("offline"))] : []),
    ...shown.map((status) => iconLabel(iconInBar(status, standing(status)), words(status))),
    ...(rest.length > 0 ? [iconLabel(restIcon, `+${rest.length}`)] : []),
  ];
  const found = endpoints.flatMap(
    (status) => (status.barred ? undefined : SEVERITIES[gatingOf(status, now)?.is ?? "paused"]) ?? [],
  );
  return {
    text: [NAME, ...parts].join("  "),
    label: inert(
      `LLM Breaker: ${[...(localOnly ? [settingsTexts.localOnly] : []), ...(badSettings.length > 0 ? [settingsTexts.mark] : []), ...(offline ? [t("offline")] : []), ...endpoints.map((status) => `${status.id} ${stateWord(standing(status), left)}`)].join("; ")}`,
    ),
    severity: found.includes("error")
      ? "error"
      : found.includes("warning") || badSettings.length > 0
        ? "warning"
        : "none",
    counting: endpoints.some((status) => isCounting(standing(status))),
  };
}

/** What is kept out on purpose has no lock of its own: the one before all says why. */
export const iconInBar = ({ barred }: Pick<EndpointStatus, "barred">, standing: Standing): Icon =>
  barred ? "$(circle-slash)" : iconOf(standing);

/** How many of the words fit, the first in any case. */
function fitting(words: string[]): number {
  let room = ROOM;
  const tooMany = words.findIndex((text, index) => (room -= text.length) < 0 && index > 0);
  return tooMany < 0 ? words.length : tooMany;
}

const isCounting = (standing: Standing): boolean =>
  standing.is === "paused" || (standing.is === "open" && Number.isFinite(standing.nextTryMs));
