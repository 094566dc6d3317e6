import { firstWords } from "../../foreign/first-words";
import type { TransportResponse } from "../../ports/transport";

/** The answer says what it is; a server may ignore what was asked for. Without a telling type it is taken as asked. */
export function isStream({ headers }: TransportResponse, asked: boolean): boolean {
  const type = firstWords(headers["content-type"] ?? "");
  if (/event-stream/i.test(type)) return true;
  return asked && !/\bjson\b/i.test(type);
}
