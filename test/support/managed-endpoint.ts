import { EndpointFailure, type FailureDetails } from "../../src/core/failure/endpoint-failure";
import { judge } from "../../src/core/failure/verdict";
import type { FailureKind } from "../../src/core/model/failure-kinds";
import { endpointUnderTest } from "./attempt-under-test";

/** The pause after a rate limit without a hint. */
const THROTTLE_MS = 2_000;

/** An endpoint, and failures that its calls meet. @param loads whether its models have to be loaded */
export function managed(loads = false) {
  const all = endpointUnderTest([], loads ? { loadMs: 1 } : {});
  const fails = (kind: FailureKind, details: FailureDetails = {}, model = "m") => {
    const failure = new EndpointFailure(kind, `it: ${kind}`, details);
    const verdict = judge(failure, { local: true, loopback: true, shown: false, emptyStreak: 0, online: true });
    return all.endpoint.restrain(failure, verdict, model, THROTTLE_MS);
  };
  return { ...all, fails };
}
