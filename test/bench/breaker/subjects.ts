import { circuitBreaker, ConsecutiveBreaker, CountBreaker, handleAll, type CircuitBreakerPolicy } from "cockatiel";
import Opossum from "opossum";
import { CircuitBreaker } from "../../../src/core/index";

/** Never reached: the peers' breakers must stay closed while their windows fill. */
const NEVER = 1_000_000_000;

/** A breaker whose metrics somebody listens to, behind one face. */
export interface Subject {
  name: string;
  execute(operation: () => Promise<number>): Promise<number>;
  dispose(): void;
}

let heard = 0;
const hear = () => void heard++;

/** `windowSize` calls are judged; the breaker stays closed whatever fails. */
export function ours(windowSize = 20): Subject {
  const breaker = new CircuitBreaker({
    failureThreshold: NEVER,
    failureRateThreshold: 1,
    slowCallRateThreshold: 1,
    window: { type: "count", size: windowSize },
  });
  breaker.onStateChange(hear);
  return { name: "llm-breaker", execute: (operation) => breaker.execute(operation), dispose: () => breaker.dispose() };
}

export function cockatielPolicy(windowSize = 20): CircuitBreakerPolicy {
  const policy = circuitBreaker(handleAll, {
    halfOpenAfter: 60_000,
    breaker: new CountBreaker({ threshold: 0.999, size: windowSize, minimumNumberOfCalls: windowSize }),
  });
  listenTo(policy);
  return policy;
}

export function cockatiel(windowSize = 20): Subject {
  const policy = cockatielPolicy(windowSize);
  return { name: "cockatiel 4", execute: (operation) => policy.execute(operation), dispose() {} };
}

/** Calls through opossum run the function it was made with, so that gets the operation as its argument. Its own timeout is off: nobody else has one. */
export function opossumBreaker() {
  const breaker = new Opossum((operation: () => Promise<number>) => operation(), {
    timeout: false,
    volumeThreshold: NEVER,
    rollingCountTimeout: 60_000,
  });
  for (const event of ["success", "failure", "reject", "open", "halfOpen", "close"] as const) breaker.on(event, hear);
  return breaker;
}

export function opossum(): Subject {
  const breaker = opossumBreaker();
  return { name: "opossum 10", execute: (operation) => breaker.fire(operation), dispose: () => breaker.shutdown() };
}

/** The same three, open. */
export function openSubjects(): Subject[] {
  const breaker = new CircuitBreaker({ recoveryTimeoutMs: 3_600_000 });
  breaker.onStateChange(hear);
  breaker.trip();
  const policy = circuitBreaker(handleAll, { halfOpenAfter: 3_600_000, breaker: new ConsecutiveBreaker(1) });
  listenTo(policy);
  policy.isolate();
  const fire = new Opossum((operation: () => Promise<number>) => operation(), { timeout: false });
  for (const event of ["success", "failure", "reject", "open", "halfOpen", "close"] as const) fire.on(event, hear);
  fire.open();
  return [
    { name: "llm-breaker", execute: (operation) => breaker.execute(operation), dispose: () => breaker.dispose() },
    { name: "cockatiel 4", execute: (operation) => policy.execute(operation), dispose() {} },
    { name: "opossum 10", execute: (operation) => fire.fire(operation), dispose: () => fire.shutdown() },
  ];
}

function listenTo(policy: CircuitBreakerPolicy): void {
  policy.onSuccess(hear);
  policy.onFailure(hear);
  policy.onBreak(hear);
  policy.onHalfOpen(hear);
  policy.onReset(hear);
  policy.onStateChange(hear);
}
