/** Colours of the pictures that are drawn on a canvas, which does not know style sheets. */
export interface ChartTheme {
  first: string;
  second: string;
  band: string;
  bad: string;
  badFill: string;
  warn: string;
  good: string;
  goodFill: string;
  muted: string;
  cached: string;
  grid: string;
  tick: string;
  outage: string;
  font: string;
}

const NAMES: Record<keyof Omit<ChartTheme, "font">, string> = {
  first: "--series-first",
  second: "--series-second",
  band: "--series-band",
  bad: "--bad",
  badFill: "--bad-fill",
  warn: "--warn",
  good: "--good",
  goodFill: "--good-fill",
  muted: "--muted-mark",
  cached: "--cached",
  grid: "--grid",
  tick: "--tick",
  outage: "--outage",
};

export function readTheme(): ChartTheme {
  const style = getComputedStyle(document.body);
  const colours = Object.entries(NAMES).map(([key, name]) => [key, style.getPropertyValue(name).trim() || "gray"]);
  return { ...(Object.fromEntries(colours) as Omit<ChartTheme, "font">), font: `11px ${style.fontFamily}` };
}

/** Calls back after the editor changed its theme. */
export function onThemeChange(listener: () => void): void {
  // VS Code sets the body's classes and the root's variables; both are there in the next frame.
  const observer = new MutationObserver(() => requestAnimationFrame(listener));
  observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
}
