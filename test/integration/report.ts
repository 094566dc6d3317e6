import { format } from "node:util";

/** What begins with this is meant for the person who runs the tests; everything else on the host's console is VS Code's own. */
const PREFIX = "[tests] ";

/**
 * Writes a line of the report, with console.log's placeholders. The extension host's console is the only way out of VS Code that
 * every host has.
 */
export function report(...parts: unknown[]): void {
  console.log(PREFIX + format(...parts));
}
