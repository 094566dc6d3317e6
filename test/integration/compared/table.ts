import type { ChatCase, Outcome } from "./chat-case";

export interface Row {
  chatCase: ChatCase;
  /** One for each contestant. */
  outcomes: readonly Outcome[];
}

const MARKS = /(<!-- compared:begin -->\n)[\s\S]*?(<!-- compared:end -->)/;
/** Of an error's words in a cell. */
const MAX_WORDS = 140;

/** The outcomes as a Markdown table, under a line that says when and with what. What is not right is bold. */
export function asMarkdown(columns: readonly string[], rows: readonly Row[], ran: string): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    ran,
    "",
    line(["the server", "wanted", ...columns]),
    line(["---", "---", ...columns.map(() => "---")]),
    ...rows.map(({ chatCase, outcomes }) =>
      line([
        chatCase.name,
        chatCase.wanted,
        ...outcomes.map((outcome) => {
          const words = wordsOf(outcome);
          return chatCase.right(outcome) ? words : `**not so:** ${words}`;
        }),
      ]),
    ),
  ].join("\n");
}

/** What was heard, in the order in which it came. */
function wordsOf({ order, error, calls, requests, tookMs }: Outcome): string {
  const parts = order.map((kind) => (kind === "call" && calls.length > 1 ? `${calls.length} calls` : kind));
  const end =
    tookMs === undefined ? "no end" : error ? `error ${errorCode(error)}“${quoted(error.message)}”` : parts.length === 0 ? "nothing, and no error" : undefined; // prettier-ignore
  const again = requests.length > 1 ? ` (${requests.length} requests)` : "";
  const seconds = tookMs !== undefined && tookMs >= 1_000 ? `, ${(tookMs / 1000).toFixed(0)} s` : "";
  return `${[...parts, ...(end === undefined ? [] : [end])].join(", ")}${again}${seconds}`;
}

/** The editor's own codes; without one it is a plain error. */
const errorCode = ({ code, name }: Error & { code?: unknown }): string =>
  name === "Canceled" ? "Canceled " : typeof code === "string" && code !== "" && code !== "Error" ? `${code} ` : "";

const quoted = (message: string): string => {
  const line = message
    .replace(/http:\/\/127\.0\.0\.1:\d+(?:\/v1)?/g, "(address)")
    .replace(/\s+/g, " ")
    .trim()
    .replaceAll("|", "\\|")
    .replace(/[*_`<>[\]]/g, "\\$&");
  return line.length > MAX_WORDS ? `${line.slice(0, MAX_WORDS)}…` : line;
};

export const withTable = (page: string, table: string): string =>
  page.replace(MARKS, (_all, begin: string, end: string) => `${begin}${table}\n${end}`);

/** The rows in which another contestant is right and the first is not. */
export const beaten = (rows: readonly Row[]): Row[] =>
  rows.filter(
    ({ chatCase, outcomes: [first, ...others] }) => first && !chatCase.right(first) && others.some(chatCase.right),
  );
