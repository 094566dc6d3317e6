/** What {@link CircuitBreaker.execute} runs. */
export type Operation<T> = (signal: AbortSignal) => Promise<T> | T;

/**
 * As formatters and minifiers write them; nothing else that begins so can see an argument. Native code may be a bound function or a proxy, and
 * an escape may spell any of the words.
 */
const deaf = /^(async ?)?(\(\) ?=>|function ?[\w$]*\(\) ?{(?![^]*(arguments|eval|native|\\)))/;

/** The last one that had no way. */
let lastDeaf: unknown;

/**
 * Whether an operation has no way to see its argument: it declares no parameter and cannot reach `arguments`. A signal for it would be made
 * for nobody, and in Node 20 making one costs ten times what all the rest of a call through the breaker does. When in doubt it can.
 */
export function cannotSeeSignal(operation: Operation<unknown>): boolean {
  if (operation !== lastDeaf && !operation.length && deaf.test(operation.toString())) lastDeaf = operation;
  return operation === lastDeaf;
}
