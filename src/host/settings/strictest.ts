export interface StaysLocal {
  on: boolean;
  /** A value that is neither true nor false, if there is one. */
  unreadable: { value: unknown } | undefined;
}

/** Of what the scopes say: off only where all that say something say so. */
export function strictest(values: readonly unknown[]): StaysLocal {
  const said = values.filter((value) => value !== undefined);
  const unreadable = said.findIndex((value) => typeof value !== "boolean");
  return {
    on: unreadable !== -1 || said.includes(true),
    unreadable: unreadable === -1 ? undefined : { value: said[unreadable] },
  };
}
