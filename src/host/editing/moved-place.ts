/** Where a character stands. Lines and characters count from zero; line ends do not count, so that a file may change them. */
export interface Spot {
  readonly line: number;
  readonly character: number;
}

/** From one spot up to another, which is not in it. */
export interface Stretch {
  readonly start: Spot;
  readonly end: Spot;
}

/** A change of a text, as an editor tells of it. */
export interface TextChange {
  readonly range: Stretch;
  readonly text: string;
}

/** A stretch of a text that is followed through its changes, and what stands there, with line feeds alone. */
export interface FollowedStretch extends Stretch {
  readonly text: string;
}

/** What a change did to a stretch. `touched`: something in it changed, so that its text has to be read anew. */
export type Move =
  | { readonly type: "kept" }
  | { readonly type: "moved"; readonly to: Stretch }
  | { readonly type: "touched"; readonly to: Stretch };

/**
 * Where a stretch is after a change. What is written right before or behind it does not belong to it. Where all of it was taken away, it is empty,
 * and comes back with the very text that was taken: an undo, or a formatter that replaces the whole file.
 */
export function moveOf(stretch: FollowedStretch, { range, text }: TextChange): Move {
  const { start, end } = stretch;
  const inserted = text.replaceAll("\r\n", "\n");
  const behind = after(range.start, inserted);
  if (compare(start, end) === 0 && compare(range.start, start) <= 0 && compare(range.end, end) >= 0)
    return broughtBack(stretch, range.start, inserted) ?? { type: "moved", to: { start: behind, end: behind } };
  if (compare(range.end, start) <= 0)
    return { type: "moved", to: { start: shifted(start, range, behind), end: shifted(end, range, behind) } };
  if (compare(range.start, end) >= 0) return { type: "kept" };
  if (compare(range.start, start) <= 0 && compare(range.end, end) >= 0)
    return (
      broughtBack(stretch, range.start, inserted) ??
      (compare(range.start, start) === 0 && compare(range.end, end) === 0
        ? { type: "touched", to: { start, end: behind } }
        : { type: "touched", to: { start: behind, end: behind } })
    );
  return {
    type: "touched",
    to: {
      start: compare(range.start, start) < 0 ? behind : start,
      end: compare(range.end, end) > 0 ? range.start : shifted(end, range, behind),
    },
  };
}

/** The stretch within text that was inserted at a spot, if its own text is there exactly once. */
function broughtBack({ text }: FollowedStretch, at: Spot, inserted: string): Move | undefined {
  if (text === "") return undefined;
  const index = inserted.indexOf(text);
  if (index < 0 || inserted.indexOf(text, index + 1) >= 0) return undefined;
  const start = after(at, inserted.slice(0, index));
  return { type: "moved", to: { start, end: after(start, text) } };
}

/** The spot behind a text that begins at a spot. */
function after(spot: Spot, text: string): Spot {
  const lines = text.split("\n");
  const last = lines.at(-1)!.length;
  return lines.length === 1
    ? { line: spot.line, character: spot.character + last }
    : { line: spot.line + lines.length - 1, character: last };
}

/** Where a spot at or behind the end of a replaced range is, given where what replaced it ends. */
function shifted(spot: Spot, range: Stretch, behind: Spot): Spot {
  return spot.line === range.end.line
    ? { line: behind.line, character: behind.character + spot.character - range.end.character }
    : { line: spot.line + behind.line - range.end.line, character: spot.character };
}

export function compare(one: Spot, other: Spot): number {
  return one.line - other.line || one.character - other.character;
}
