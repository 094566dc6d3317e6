/** The scrape port could not be had; it is tried again. */
export interface PortProblem {
  port: number;
  reason: "in_use" | "forbidden" | "other";
  error: unknown;
}
