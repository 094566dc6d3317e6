import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { runInNewContext } from "node:vm";
import { Window } from "happy-dom";
import type uPlot from "uplot";
import { leanPlot } from "../../../scripts/build/lean-charts.cjs";

const script = readFileSync(createRequire(import.meta.url).resolve("uplot/dist/uPlot.esm.js"), "utf8");

type Options = Omit<uPlot.Options, "width" | "height">;

const scales: uPlot.Scales = { x: { time: false, auto: false, min: 0, max: 9 }, y: { range: () => [0, 30] } };
const axes: uPlot.Axis[] = [
  { show: false },
  {
    side: 1,
    size: 46,
    font: "11px sans-serif",
    stroke: "gray",
    ticks: { show: false },
    grid: { stroke: "gray", width: 1 },
    values: (_plot, splits) => splits.map(String),
  },
];
const common: Options = {
  ms: 1,
  padding: [9, 0, 6, 0],
  legend: { show: false },
  cursor: { x: false, y: false, drag: { x: false, y: false, setScale: false }, points: { size: 6, width: 0 } },
  scales,
  axes,
  series: [{}],
};
const times = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const first = [1, 2, null, null, 5, 8, 13, null, 2, 1];
const second = [3, 4, null, 9, 15, 18, 23, null, null, 4];

/** What is told to the canvas, and the nodes that are made, when a chart is drawn, gets other data, moves and is pointed at. */
async function drawn(
  source: string,
  options: (plot: typeof uPlot) => Options,
  data: uPlot.AlignedData,
): Promise<string[]> {
  const said: string[] = [];
  const window = new Window();
  const pathsMade = { count: 0 };
  const told = (name: string): object =>
    new Proxy(
      { name },
      {
        get: (_target, property) =>
          property === "measureText"
            ? () => ({ width: 10 })
            : (...values: unknown[]) => void said.push(`${name}.${String(property)}(${values.map(shown).join()})`),
        set: (_target, property, value) => {
          said.push(`${name}.${String(property)} = ${shown(value)}`);
          return true;
        },
      },
    );
  const shown = (value: unknown): string => (typeof value === "object" && value !== null ? "object" : String(value));
  const context = told("canvas");
  Object.assign(window.HTMLCanvasElement.prototype, { getContext: () => context });
  const realm = {
    window,
    document: window.document,
    navigator: window.navigator,
    HTMLElement: window.HTMLElement,
    CustomEvent: window.CustomEvent,
    devicePixelRatio: 1,
    matchMedia: () => ({ addEventListener: () => undefined, removeEventListener: () => undefined }),
    requestAnimationFrame: () => 0,
    queueMicrotask,
    Path2D: class {
      constructor() {
        return told(`path${pathsMade.count++}`);
      }
    },
    Intl,
    made: undefined as unknown,
  };
  Object.assign(window, { devicePixelRatio: 1, matchMedia: realm.matchMedia });
  runInNewContext(source.replace("export { uPlot as default };", "made = uPlot;"), realm);
  const Plot = realm.made as typeof uPlot;
  const parent = window.document.createElement("div") as unknown as HTMLElement;
  const plot = new Plot({ width: 400, height: 100, ...options(Plot) } as uPlot.Options, data, parent);
  await Promise.resolve();
  plot.setData([data[0], ...data.slice(1).map((values) => [...values].reverse())] as uPlot.AlignedData, false);
  plot.batch(() => plot.setScale("x", { min: 2, max: 7 }));
  plot.redraw(false, false);
  await Promise.resolve();
  plot.setCursor({ left: 100, top: 0 }, false);
  await Promise.resolve();
  plot.setSize({ width: 300, height: 80 });
  await Promise.resolve();
  said.push(parent.innerHTML, String(plot.valToPos(5, "x", true)));
  plot.destroy();
  said.push(parent.innerHTML);
  return said;
}

describe("uPlot without what our charts never are", () => {
  const charts: [name: string, options: (plot: typeof uPlot) => Options, data: uPlot.AlignedData][] = [
    [
      "lines with gaps and lonely points",
      () => ({
        ...common,
        series: [
          {},
          { stroke: "red", width: 1.5, fill: "pink", points: { show: true, size: 4, width: 0, filter: () => [8] } },
          { stroke: "blue", width: 1, dash: [4, 3], gaps: (_plot, _series, _from, _to, gaps) => gaps.slice(1) },
        ],
      }),
      [times, first, second],
    ],
    [
      "a band",
      () => ({
        ...common,
        series: [{}, { stroke: "red" }, { stroke: "blue" }],
        bands: [{ series: [2, 1], fill: "gray" }],
      }),
      [times, first, second],
    ],
    [
      "bars",
      (plot) => ({
        ...common,
        cursor: { ...common.cursor, points: { show: false } },
        series: [
          {},
          { fill: "red", width: 0, points: { show: false }, paths: plot.paths.bars!({ size: [0.82, 28, 1] }) },
        ],
        hooks: { drawClear: [({ ctx }) => ctx.fillRect(0, 0, 1, 1)] },
      }),
      [times, first.map((value) => value ?? 0)],
    ],
  ];
  for (const [name, options, data] of charts)
    it(`draws ${name} as before`, async () => {
      const whole = await drawn(script, options, data);
      assert.ok(whole.length > 100, `${whole.length} words`);
      assert.deepEqual(await drawn(leanPlot(script), options, data), whole);
    });

  it("is refused where it no longer says what is said otherwise", () => {
    assert.throws(() => leanPlot("function uPlot() {}"), /uPlot no longer says/);
  });
});
