import type { SimulationMode } from "../../../core/messages/dashboard-live";
import { element } from "../../shared/dom";
import { countdown } from "../frame/format";
import type { HostLink } from "../frame/host-link";
import { simulate as texts } from "../frame/texts";
import { openDialog } from "./dialog";

const DURATIONS_MS = [30_000, 60_000, 300_000, 900_000];
const USUAL_MS = 60_000;

/** Asks how an endpoint is to misbehave, and for how long. */
export function openSimulateDialog(endpoint: string, link: HostLink): void {
  const modes = (Object.entries(texts.modes) as [SimulationMode, [string, string]][]).map(
    ([mode, [label, hint]], index) => {
      const input = element("input", { type: "radio", name: "mode", value: mode, checked: index === 0 });
      return {
        mode,
        input,
        node: element(
          "label",
          { class: "choice" },
          input,
          element("span", {}, element("strong", {}, label), element("span", { class: "muted" }, hint)),
        ),
      };
    },
  );
  const time = element(
    "select",
    {},
    ...DURATIONS_MS.map((ms) => element("option", { value: String(ms), selected: ms === USUAL_MS }, countdown(ms))),
  );
  const content = [
    element("p", { class: "muted" }, texts.intro),
    element("fieldset", {}, ...modes.map(({ node }) => node)),
    element("label", { class: "field" }, element("span", {}, texts.forHowLong), time),
  ];
  openDialog(texts.title(endpoint), content, { confirm: texts.start, cancel: texts.cancel }, () => {
    const mode = modes.find(({ input }) => input.checked)?.mode ?? "fail";
    link.post({ type: "simulate", endpoint, mode, forMs: Number(time.value) });
    return Promise.resolve(undefined);
  });
}
