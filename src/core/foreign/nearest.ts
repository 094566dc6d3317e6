/** A name that is longer was not meant to be one of ours, and comparing takes time with its length. */
const MOST_CHARS = 64;

/** The name that is written most like this one, where one is so like it that it may have been meant: a third of the letters may be wrong, at least one. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  if (written.length > MOST_CHARS) return undefined;
  const like = plain(written);
  const most = Math.max(1, Math.floor(like.length / 3));
  const found = names
    .map((name) => ({ name, wrong: wrongLetters(like, plain(name)) }))
    .filter(({ name, wrong }) => wrong <= most && wrong < name.length)
    .sort((one, other) => one.wrong - other.wrong);
  return found[0]?.name;
}

/** Words are joined in many ways. */
const plain = (name: string): string => name.toLowerCase().replace(/[-_ ]/g, "");

/** Letters that are too many, missing, others, or in each other's place. */
function wrongLetters(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const now = [row];
    for (let at = 1; at <= other.length; at++) {
      const same = one[row - 1] === other[at - 1];
      const swapped = row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1];
      now[at] = Math.min(
        last[at]! + 1,
        now[at - 1]! + 1,
        last[at - 1]! + (same ? 0 : 1),
        swapped ? before[at - 2]! + 1 : Infinity,
      );
    }
    before = last;
    last = now;
  }
  return last[other.length]!;
}
