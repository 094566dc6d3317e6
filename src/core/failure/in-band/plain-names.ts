import type { Fields } from "../../foreign/json";

/** More fields than any error or envelope has. */
const MOST_FIELDS = 64;

/** The fields by their names without capitals and lines: `errMsg`, `err_msg` and `ErrMsg` are one. Of two such the first counts. */
export function plainNames(fields: Fields): Fields {
  const plain: Fields = {};
  for (const name of Object.keys(fields).slice(0, MOST_FIELDS)) plain[plainName(name)] ??= fields[name];
  return plain;
}

const plainName = (name: string): string => name.slice(0, MOST_FIELDS).toLowerCase().replace(/[_-]/g, "");
