import type { LaneState } from "../../../core/history/types";
import { svg } from "./svg";

/** Each state has a shape of its own beside its colour. */
const SHAPES: Record<LaneState, () => SVGElement[]> = {
  closed: () => [svg("circle", { cx: 6, cy: 6, r: 5 })],
  half_open: () => [
    svg("circle", { cx: 6, cy: 6, r: 4.25, class: "outline" }),
    svg("path", { d: "M6 1.75a4.25 4.25 0 0 1 0 8.5z" }),
  ],
  open: () => [svg("rect", { x: 1, y: 1, width: 10, height: 10, rx: 1.5 })],
  loading: () => [svg("path", { d: "M6 .8l5.2 5.2L6 11.2.8 6z" })],
  offline: () => [svg("path", { d: "M2.2 2.2l7.6 7.6M9.8 2.2l-7.6 7.6", class: "outline" })],
  unknown: () => [svg("circle", { cx: 6, cy: 6, r: 4.25, class: "outline" })],
};

/** The small sign of a state. */
export function stateMark(state: LaneState): SVGSVGElement {
  return svg("svg", { viewBox: "0 0 12 12", class: `mark state-${state}`, "aria-hidden": "true" }, ...SHAPES[state]());
}
