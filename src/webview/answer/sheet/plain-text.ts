import { MAX_DRAWN_PART_CHARS } from "../../../core/model/limits";
import { element } from "../../shared/dom";
import { lastBreak } from "../reading/cut-block";

/** Text as it is written, in parts that are laid out only when they come into view. */
export function plainText(text: string): HTMLElement[] {
  const parts: HTMLElement[] = [];
  for (let rest = text; rest !== "";) {
    const length =
      rest.length <= MAX_DRAWN_PART_CHARS ? rest.length : lastBreak(rest.slice(0, MAX_DRAWN_PART_CHARS), 0);
    parts.push(element("pre", { class: "plain", dir: "auto" }, rest.slice(0, length)));
    // The end of a line between two parts is that of the part before.
    rest = rest.slice(rest[length] === "\n" ? length + 1 : length);
  }
  return parts;
}
