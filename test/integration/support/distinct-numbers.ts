/**
 * Draws a number only once while something runs. VS Code draws that of a chat's request from a million: of two hundred at once two have the same in one of fifty runs, and one
 * of these is never answered.
 */
export async function withDistinctNumbers<T>(work: () => Promise<T>): Promise<T> {
  const { random } = Math;
  const most = 1_000_000;
  let drawn = 0;
  Math.random = () => ((drawn++ % most) + 0.5) / most;
  try {
    return await work();
  } finally {
    Math.random = random;
  }
}
