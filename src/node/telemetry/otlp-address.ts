const METRICS_PATH = "/v1/metrics";

/** An address without what may hold a secret: a user, a query. */
export function shownAddress(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search === "" ? "" : "?…"}`;
}

/**
 * Where metrics go: a receiver's base address gets OTLP's path appended; an address that ends with it is taken as it is.
 * @throws TypeError when it is no http or https address
 */
export function otlpMetricsUrl(endpoint: string): string {
  const url = new URL(endpoint);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new TypeError(`${endpoint} does not start with http:// or https://`);
  const path = url.pathname.replace(/\/+$/, "");
  url.pathname = path.endsWith(METRICS_PATH) ? path : `${path}${METRICS_PATH}`;
  return url.href;
}
