import type { Database } from "./sqlite-module";

/** What a pragma that is a number says of the file. */
export const pragma = (database: Database, name: "freelist_count" | "page_count" | "page_size"): number =>
  Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
