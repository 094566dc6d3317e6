/** Ids are times: rows lie in the order of time, and a time range is an id range. 64 ids fit into each millisecond. */
const idsPerMs = 64;

/** The first id of a time, epoch milliseconds. */
export const firstIdAt = (ms: number): number => Math.ceil(ms) * idsPerMs;

/** Without a time there is no id to count on from: a search would never end. */
function firstIdOf(ms: number): number {
  const id = firstIdAt(ms);
  if (!Number.isSafeInteger(id)) throw new RangeError(`${ms} is no time`);
  return id;
}

/** The whole millisecond an id belongs to, up to crowding: the 65th row of a millisecond lies in the next. */
export const timeOfId = (id: number): number => Math.floor(id / idsPerMs);

/** Finds free ids. Remembers where the last one was found, so that a burst within one millisecond does not search from its start each time. */
export class IdFinder {
  #last = { first: NaN, next: NaN };

  /** @param place puts the row at an id, or returns false when that is taken. @returns the id at which it was put. @throws RangeError for what is no time */
  find(ms: number, place: (id: number) => boolean): number {
    const first = firstIdOf(ms);
    let id = this.#last.first === first ? this.#last.next : first;
    while (!place(id)) id++;
    this.#last = { first, next: id + 1 };
    return id;
  }

  /** As {@link find}, but asks about every id from the time's first on: also about those that are taken. */
  findFromStart(ms: number, place: (id: number) => boolean): number {
    let id = firstIdOf(ms);
    while (!place(id)) id++;
    return id;
  }
}
