// @ts-check
const { constantsRead } = require("./constants-read.cjs");

const CONVENTIONS = /\/semantic-conventions\/dist\/index\.cjs$/;

/**
 * The Prometheus exporter asks by `require` for OpenTelemetry's thousand names, and reads two of them.
 * @type {import("esbuild").Plugin}
 */
exports.leanTelemetry = {
  name: "lean-telemetry",
  setup(build) {
    build.onLoad({ filter: CONVENTIONS }, ({ path }) => ({
      contents: constantsRead(
        path,
        require.resolve("@opentelemetry/exporter-prometheus/build/src/PrometheusSerializer.js"),
        "semantic_conventions_1",
      ),
    }));
  },
};
