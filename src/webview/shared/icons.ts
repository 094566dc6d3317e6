/** Small line icons, drawn for a 16×16 box in the current text colour. */
const PATHS = {
  stop: "M4.5 4.5h7v7h-7z",
  copy: "M5.5 5.5h7v8h-7zM3.5 10.5v-8h7",
  check: "M3 8.5l3.2 3.2L13 4.8",
  insert: "M8 2.5v7M5 6.8l3 3 3-3M3 13.5h10",
  replace: "M2.5 5.5h9M9 3l2.5 2.5L9 8M13.5 10.5h-9M7 8l-2.5 2.5L7 13",
  code: "M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5",
  add: "M8 3v10M3 8h10",
  look: "M1.8 8S4 4 8 4s6.2 4 6.2 4S12 12 8 12 1.8 8 1.8 8zM8 6.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4z",
  send: "M2.5 8l11-5-3.5 10.5L7.5 9z",
  model: "M8 2.5l4.8 2.7v5.6L8 13.5l-4.8-2.7V5.2zM8 8l4.8-2.8M8 8v5.5M8 8L3.2 5.2",
  selection: "M3 4.5h10M3 8h6M3 11.5h10",
  file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
  problems: "M8 2.5l6 11H2zM8 6.5v3.5M8 11.6v.4",
  changes: "M5 2.5v11M11 2.5v11M3 5h4M9 11h4",
  discard: "M4 4l8 8M12 4l-8 8",
  earlier: "M8 2.5a5.5 5.5 0 1 1-5.2 3.7M2.5 2.8v3.5H6M8 5v3.2l2.2 1.5",
  again: "M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3",
  lock: "M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  warning: "M8 2.5l6 11H2zM8 6.5v3.5M8 11.6v.4",
  error: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 5v4M8 10.8v.4",
  info: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 7.5v3.5M8 4.9v.4",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
