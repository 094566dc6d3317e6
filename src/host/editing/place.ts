import { compare, moveOf, type FollowedStretch, type Stretch, type TextChange } from "./moved-place";

/** The code that a question is about: one stretch of a file or several, followed through its changes. */
export class Place {
  readonly #stretches: FollowedStretch[];

  /**
   * @param uri where the file is; a rename changes it
   * @param stretches in the order of the file, none within another
   */
  constructor(
    public uri: string,
    stretches: readonly FollowedStretch[],
  ) {
    this.#stretches = [...stretches];
  }

  get stretches(): readonly FollowedStretch[] {
    return this.#stretches;
  }

  /** Whether some of the code was taken away, so that nothing can be put in its place. */
  get gone(): boolean {
    return this.#stretches.some((stretch) => isEmpty(stretch) && stretch.text !== "");
  }

  /** To be told of each batch of changes, after it. @param read the file's text as it is now, with line feeds alone */
  changed(changes: readonly TextChange[], read: (stretch: Stretch) => string): void {
    // From the end of the file to its beginning, so that no change moves another.
    const ordered = [...changes].sort((one, other) => compare(other.range.start, one.range.start));
    for (const [index, before] of this.#stretches.entries()) {
      let stretch = before;
      let touched = false;
      for (const change of ordered) {
        const move = moveOf(stretch, change);
        touched ||= move.type === "touched";
        if (move.type !== "kept") stretch = { ...stretch, ...move.to };
      }
      // What was taken away keeps its text, by which it is known when it comes back.
      this.#stretches[index] = touched && !isEmpty(stretch) ? { ...stretch, text: read(stretch) } : stretch;
    }
  }

  /** The text as it was followed, found anew in a file that nobody watched while it was closed. @returns false where it changed in it */
  foundIn(read: (stretch: Stretch) => string): boolean {
    return this.#stretches.every((stretch) => read(stretch) === stretch.text);
  }
}

function isEmpty({ start, end }: Stretch): boolean {
  return compare(start, end) === 0;
}
