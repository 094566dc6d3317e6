/** What comes within this time of a beginning, in milliseconds, is one wake-up: the processor does not go back to its deeper sleep in between. */
const TOGETHER_MS = 1_500;

/** How often something began after a rest; what goes on for longer counts again and again. @param times in milliseconds, in any order */
export function bursts(times: readonly number[]): number {
  let count = 0;
  let began = -Infinity;
  for (const at of [...times].sort((one, other) => one - other)) {
    if (at - began <= TOGETHER_MS) continue;
    began = at;
    count++;
  }
  return count;
}
