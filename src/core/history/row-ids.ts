/** Ids are times: rows lie in the order of time, and a time range is an id range. 64 ids fit into each millisecond. */
const idsPerMs = 64;

/** The first id of a time, epoch milliseconds. */
export const firstIdAt = (ms: number): number => Math.ceil(ms) * idsPerMs;

/** The whole millisecond an id belongs to, up to crowding: the 65th row of a millisecond lies in the next. */
export const timeOfId = (id: number): number => Math.floor(id / idsPerMs);
