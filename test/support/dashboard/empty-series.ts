import type { ResultOf } from "../../../src/core/messages/dashboard-results";

type Series = ResultOf<"series">["series"];

/** Figures of a time in which nothing was asked. */
export function emptySeries({
  startMs = 0,
  bucketMs = 1_000,
  length = 4,
}: {
  startMs?: number;
  bucketMs?: number;
  length?: number;
}): Series {
  const none = (): null[] => Array<null>(length).fill(null);
  const zeros = (): number[] => Array<number>(length).fill(0);
  const columns = {
    ttftP50Ms: none(),
    ttftP95Ms: none(),
    latencyP50Ms: none(),
    latencyP95Ms: none(),
    failureRate: none(),
    slowRate: none(),
    tokensPerSecond: none(),
  };
  const summary = {
    ttftP50Ms: null,
    ttftP95Ms: null,
    latencyP50Ms: null,
    latencyP95Ms: null,
    failureRate: null,
    slowRate: null,
    tokensPerSecond: null,
  };
  return {
    startMs,
    bucketMs,
    length,
    exact: true,
    endpoints: [],
    requests: {
      ...columns,
      counts: { success: zeros(), failure: zeros(), cancelled: zeros(), cached: zeros() },
      summary,
    },
  };
}
