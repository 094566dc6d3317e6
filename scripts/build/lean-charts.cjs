// @ts-check
const { readFileSync } = require("node:fs");
const { otherwise } = require("./otherwise.cjs");

/**
 * What the dashboard's charts never are. They have their own legend, time axis and pointer (the style sheet lets no pointer through to them), know nothing of one another,
 * and draw lines and bars over linear scales.
 * @type {readonly (readonly [string | RegExp, string])[]}
 */
const NEVER = [
  ["const showLegend = legend.show;", "const showLegend = false;"],
  ["if (legend.live) {", "if (false) {"],
  // Mode 2 is for scattered points.
  [/\bmode == 1\b/g, "true"],
  [/\bmode == 2\b/g, "false"],
  // Times on the axis, and in a legend.
  [/\blet isTime = [^;]+;/g, ""],
  [/\bisTime\b/g, "false"],
  [/^const \[ ?timeIncrs\w+, .*$/gm, ""],
  [/^\tconst _time(?:AxisSplits|AxisVals|SeriesVal) .*$/gm, ""],
  [/^\tconst _(?:tz|fmt)Date .*$/gm, ""],
  // Scales of their own kind: 2 is ordinal, 3 logarithmic, 4 asinh, 100 anything.
  [/\b(?:\w+\.distr|distr|xScaleDistr) == +(?:2|3|4|100)\b/g, "false"],
  ["sc.distr >= 3 && sc.log == 10", "false"],
  // Time goes from left to right.
  [/\bscaleX\.ori == 0\b/g, "true"],
  [/\bscaleX\.ori == 1\b/g, "false"],
  // The pointer, and what several charts tell each other of it.
  [/^\t\tonMouse\((?:mouse(?:down|move|leave)|dblclick), +over, \w+\);$/gm, ""],
  [/^\t\tonMouse\(mouseenter, over, [^]*?^\t\t\}\);$/m, ""],
  [/^\tevents\.\w+ = \w+;$/gm, ""],
  [/^\tevents\["setSeries"\] = [^]*?^\t\};$/m, ""],
  ["const sync = _sync(syncKey);", ""],
  ["sync.sub(self);", ""],
  ["sync.unsub(self);", ""],
  [/^\t\tif \(syncOpts\.filters\.pub\([^]*?;$/m, ""],
  ["select.show && dragging", "false"],
  ["const cursorFocus = focus.prox >= 0;", "const cursorFocus = false;"],
];

/**
 * What the library gives beside charts, and ways to draw a line that are not asked for.
 * @type {readonly (readonly [string | RegExp, string])[]}
 */
const NOT_ASKED_FOR = [
  [/^\tuPlot\.(?:join|fmtDate|tzDate|addGap|clipGaps) += \w+;$/gm, ""],
  [/^uPlot\.(?:assign|fmtNum|rangeNum|rangeLog|rangeAsinh|orient|sync) += \w+;$/gm, ""],
  [/^\t\(paths\.(?:stepped|spline) += \w+\);$/gm, ""],
];

/**
 * uPlot can draw much that is not drawn here; it is one function, of which nothing is left out by itself.
 * @type {import("esbuild").Plugin}
 */
exports.leanCharts = {
  name: "lean-charts",
  setup(build) {
    build.onLoad({ filter: /\/uPlot\.min\.css$/ }, ({ path }) => ({
      contents: otherwise(readFileSync(path, "utf8"), "uPlot", [
        [/(?<=\})\.u-(?:title|legend|inline|series)[^{}]*\{[^}]*\}/g, ""],
      ]),
      loader: "css",
    }));
    build.onLoad({ filter: /\/uPlot\.esm\.js$/ }, ({ path }) => ({ contents: leanPlot(readFileSync(path, "utf8")) }));
  },
};

/** @param {string} script uPlot's */
function leanPlot(script) {
  return otherwise(script, "uPlot", [...NEVER, ...NOT_ASKED_FOR]);
}
exports.leanPlot = leanPlot;
