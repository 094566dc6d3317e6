/** What {@link CircuitBreaker.execute} runs. */
export type Operation<T> = (signal: AbortSignal) => Promise<T> | T;

/** As formatters and minifiers write it; testing the text in other ways takes longer than all the rest. */
const arrowsWithoutParameters = ["() =>", "async () =>", "()=>", "async()=>"];
const functionWithoutParameters = /^(?:async\s+)?function\s*[\w$]*\s*\(\s*\)/;
/** Native code may be a bound function or a proxy, and there an escape may spell any of the words. */
const waysToArguments = /\barguments\b|\beval\b|\[native code\]|\\/;
const sourceOf = Function.prototype.toString;

const deaf = new WeakSet<object>();
/** The one that was asked about last, if it is asked about often. */
let lastDeaf: unknown;
/** Remembering an operation costs more than looking at one, and one that is made anew for every call is never seen again. */
const REMEMBER_EVERY = 64;
let looks = 0;

/**
 * Whether an operation has no way to see its argument: it declares no parameter and cannot reach `arguments`. A signal for it would be made
 * for nobody, and in Node 20 making one costs ten times what all the rest of a call through the breaker does. When in doubt it can.
 */
export function cannotSeeSignal(operation: Operation<unknown>): boolean {
  if (operation === lastDeaf) return true;
  if (deaf.has(operation)) {
    lastDeaf = operation;
    return true;
  }
  if (operation.length > 0) return false;
  const source = sourceOf.call(operation);
  if (!arrowsWithoutParameters.some((start) => source.startsWith(start)) && !isFunctionWithoutArguments(source)) return false;
  if (looks++ % REMEMBER_EVERY === 0) deaf.add(operation);
  return true;
}

function isFunctionWithoutArguments(source: string): boolean {
  return functionWithoutParameters.test(source) && !waysToArguments.test(source);
}
