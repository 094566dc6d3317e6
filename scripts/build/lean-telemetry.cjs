// @ts-check
const { readFileSync } = require("node:fs");
const { otherwise } = require("./otherwise.cjs");

const SERIALIZER = /\/exporter-prometheus\/build\/src\/PrometheusSerializer\.js$/;
const PROTOBUF_SERIALIZER = /\/otlp-transformer\/build\/esm\/metrics\/protobuf\/metrics-serializer\.js$/;
const EXPONENTIAL = /\/sdk-metrics\/build\/esm\/aggregator\/ExponentialHistogram\.js$/;

/**
 * What writes metrics as Prometheus text comes as CommonJS, together with a server that is not used here; whatever it asks for by `require` is bundled whole. As an ES
 * module it gets of OpenTelemetry's SDK, API and thousand names what it reads. Histograms have the bounds that the catalogue gives them, never ones that follow their
 * values (exponential ones). And nobody asks for the machine's own id, which each system tells in its own way.
 * @type {import("esbuild").Plugin}
 */
exports.leanTelemetry = {
  name: "lean-telemetry",
  setup(build) {
    build.onResolve({ filter: /^@opentelemetry\/exporter-prometheus$/ }, () => ({
      path: require.resolve("@opentelemetry/exporter-prometheus/build/src/PrometheusSerializer.js"),
      sideEffects: false,
    }));
    build.onLoad({ filter: SERIALIZER }, ({ path }) => ({ contents: asEsModule(readFileSync(path, "utf8")) }));
    build.onLoad({ filter: EXPONENTIAL }, () => ({
      contents: "export class ExponentialHistogramAccumulation {} export class ExponentialHistogramAggregator {}",
    }));
    build.onLoad({ filter: PROTOBUF_SERIALIZER }, ({ path }) => ({
      contents: otherwise(readFileSync(path, "utf8"), "OpenTelemetry", [
        ["serializeExponentialHistogramMetric(writer, metricData);", ""],
      ]),
    }));
    build.onLoad({ filter: /\/getMachineId\.js$/ }, () => ({
      contents: "export const getMachineId = () => Promise.resolve(undefined);",
    }));
  },
};

/**
 * @param {string} script CommonJS as TypeScript writes it
 * @returns {string} the same as an ES module
 * @throws {Error} when something of CommonJS is left
 */
function asEsModule(script) {
  const module = script
    .replace(/^Object\.defineProperty\(exports, "__esModule".*$/m, "")
    .replace(/^exports\.\w+ = void 0;$/m, "")
    .replace(/^const (\w+) = require\(("[^"]+")\);$/gm, "import * as $1 from $2;")
    .replace(/^exports\.(\w+) = \1;$/gm, "export { $1 };");
  if (/\b(?:require|exports)\b/.test(module))
    throw new Error("OpenTelemetry's Prometheus text is written by other code now.");
  return module;
}
