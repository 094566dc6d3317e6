import { isWeb, segmentsOf, withoutEnding, withSegments } from "../../../core/foreign/address";
import { shownUrl } from "../../../core/foreign/shown-url";

const METRICS_PATH = "v1/metrics";

/**
 * Where metrics go: a receiver's base address gets OTLP's path appended; an address that ends with it is taken as it is.
 * @throws TypeError when it is no http or https address
 */
export function otlpMetricsUrl(endpoint: string): string {
  const url = new URL(endpoint);
  if (!isWeb(url)) throw new TypeError(`${shownUrl(endpoint)} does not start with http:// or https://`);
  return withSegments(url, [...withoutEnding(segmentsOf(url), [METRICS_PATH]), ...METRICS_PATH.split("/")]).href;
}
