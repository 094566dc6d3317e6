import type { ThresholdValues } from "../../../core/messages/dashboard-queries";
import type { ThresholdField } from "../../../core/messages/dashboard-results";
import { typed } from "../../../core/l10n/numbers";
import { element } from "../../shared/dom";
import type { HostLink } from "../frame/host-link";
import { thresholds as texts } from "../frame/texts";
import { openDialog } from "./dialog";

/** As people write numbers, and as the field shows very small ones; not “0x10”, which nobody means here. */
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** Shows an endpoint's thresholds and saves what was changed. */
export async function openThresholdsDialog(endpoint: string, link: HostLink): Promise<void> {
  const { thresholds } = await link.query("thresholds", { kind: "thresholds", endpoint });
  const fields = thresholds.map((field) => ({ field, ...input(field) }));
  const content = [
    element("p", { class: "muted" }, texts.intro),
    element("div", { class: "fields" }, ...fields.map(({ node }) => node)),
  ];
  openDialog(texts.title(endpoint), content, { confirm: texts.save, cancel: texts.cancel }, async () => {
    for (const { field, box } of fields) box.setAttribute("aria-invalid", String(!valid(field, box.value)));
    const wrong = fields.find(({ field, box }) => !valid(field, box.value));
    if (wrong) {
      wrong.box.focus();
      return texts.bad(texts.fields[wrong.field.name][0], rangeOf(wrong.field));
    }
    const changed: ThresholdValues = {};
    for (const { field, box } of fields) if (read(box.value) !== field.own) changed[field.name] = read(box.value);
    if (Object.keys(changed).length === 0) return undefined;
    await link.saveThresholds({ endpoint, values: changed });
    return undefined;
  });
}

function input(field: ThresholdField): { box: HTMLInputElement; node: HTMLElement } {
  const [label, unit] = texts.fields[field.name];
  const box = element("input", {
    type: "text",
    inputmode: "decimal",
    placeholder: typed(field.shared),
    title: rangeOf(field),
    autocomplete: "off",
  });
  box.value = field.own === null ? "" : typed(field.own);
  return {
    box,
    node: element(
      "label",
      { class: "field" },
      element("span", {}, label),
      box,
      element("span", { class: "muted" }, unit),
    ),
  };
}

/** Null for an empty field, NaN for what is no decimal number. */
function read(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return null;
  return DECIMAL.test(plain) ? Number(plain) : NaN;
}

function valid({ min, max, whole }: ThresholdField, text: string): boolean {
  const value = read(text);
  return (
    value === null || (Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value)))
  );
}

function rangeOf({ min, max, whole }: ThresholdField): string {
  return texts.range(min, max, whole);
}
