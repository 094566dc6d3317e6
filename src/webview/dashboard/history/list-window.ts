/**
 * Which rows of a long list are in view, and where they stand. All lengths are CSS pixels; rows are counted from 0, and a fraction of a row is
 * what is scrolled away of it.
 */

/** Browsers give up on taller elements; beyond this the scroll bar stands for the list in proportion. */
export const TALLEST = 15_000_000;
/** Rows made beyond the visible ones on either side. */
export const MARGIN_ROWS = 6;

export interface ListShape {
  total: number;
  rowHeight: number;
  clientHeight: number;
  scrollTop: number;
}

/** Height of the element that gives the scroll bar its length. */
export function scrollHeight({ total, rowHeight }: Pick<ListShape, "total" | "rowHeight">): number {
  return Math.min(TALLEST, total * rowHeight);
}

/** The row at the upper edge, with its fraction that is scrolled away. */
export function firstVisible({ total, rowHeight, clientHeight, scrollTop }: ListShape): number {
  const real = total * rowHeight;
  if (real <= TALLEST) return scrollTop / rowHeight;
  const share = scrollTop / Math.max(1, TALLEST - clientHeight);
  return (share * (real - clientHeight)) / rowHeight;
}

/** Rows that are made, from `from` to before `to`, and where the first of them stands in the scrolled element. */
export function rowsToMake(list: ListShape): { from: number; to: number; offset: number } {
  const first = firstVisible(list);
  const from = Math.max(0, Math.floor(first) - MARGIN_ROWS);
  const to = Math.min(list.total, Math.ceil(first + list.clientHeight / list.rowHeight) + MARGIN_ROWS);
  return { from, to, offset: list.scrollTop - (first - from) * list.rowHeight };
}

/** The scroll position that has a row in view whole; undefined when it is in view already. */
export function scrollToReveal(index: number, list: ListShape): number | undefined {
  const first = firstVisible(list);
  const fitting = list.clientHeight / list.rowHeight;
  if (index < first) return scrollTopOf(index, list);
  return index + 1 > first + fitting ? scrollTopOf(index + 1 - fitting, list) : undefined;
}

/** The scroll position that has this row, or fraction of one, at the upper edge. */
function scrollTopOf(first: number, { total, rowHeight, clientHeight }: ListShape): number {
  const real = total * rowHeight;
  const at = first * rowHeight;
  return real <= TALLEST ? at : (at / (real - clientHeight)) * (TALLEST - clientHeight);
}

/** The row that a key selects; undefined for a key that is none of the list's. @param selected -1 when none is */
export function rowByKey(
  key: string,
  selected: number,
  { total, rowHeight, clientHeight }: Pick<ListShape, "total" | "rowHeight" | "clientHeight">,
): number | undefined {
  const page = Math.max(1, Math.floor(clientHeight / rowHeight) - 1);
  const moves: Record<string, number> = {
    ArrowDown: selected + 1,
    ArrowUp: selected - 1,
    PageDown: selected + page,
    PageUp: selected - page,
    Home: 0,
    End: total - 1,
    Enter: selected,
    " ": selected,
  };
  const next = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return next === undefined || total === 0 ? undefined : Math.min(total - 1, Math.max(0, next));
}
