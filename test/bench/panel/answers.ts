/** Long answers of one kind each. */
export type AnswerKind = "table" | "prose" | "code" | "nested list" | "mixed";

const WORDS =
  "the breaker opens after three failures and lets a trial call through when its time is over so that nobody waits for a server that is down".split(
    " ",
  );

const words = (seed: number, count: number): string =>
  Array.from(
    { length: count },
    (_, index) => WORDS[(seed * 7 + index * 5 + ((seed >> 3) ^ index)) % WORDS.length],
  ).join(" ");
const row = (index: number): string =>
  `| ${index} | **${words(index, 2)}** | \`${words(index + 1, 1)}()\` | ${words(index + 2, 4)} |\n`;
const TABLE_HEADER = "| # | What | Call | Note |\n|--:|------|:----:|------|\n";
const codeLine = (index: number): string =>
  `  const value${index} = await call("${words(index, 2)}", { attempt: ${index % 5} }); // ${words(index, 3)}\n`;

const makers: Record<AnswerKind, { opening: string; part(index: number): string }> = {
  table: { opening: `Here is the table.\n\n${TABLE_HEADER}`, part: row },
  prose: {
    opening: "",
    part: (index) =>
      `${index % 12 === 0 ? `## ${words(index, 3)}\n\n` : ""}${words(index, 40)}, *${words(index, 2)}*, see [there](https://a.example/${index}): ${words(index, 25)}.\n\n`,
  },
  code: { opening: "```ts\n", part: codeLine },
  "nested list": {
    opening: "",
    part: (index) =>
      `${"  ".repeat([0, 1, 2, 2, 1, 3, 2][index % 7] ?? 0)}- **${words(index, 2)}** ${words(index, 8)}\n`,
  },
  mixed: {
    opening: "",
    part: (index) => {
      const parts = [
        () => `### ${words(index, 4)}\n\n${words(index, 50)}.\n\n`,
        () => `${TABLE_HEADER}${Array.from({ length: 12 }, (_, line) => row(index + line)).join("")}\n`,
        () => `\`\`\`ts\n${Array.from({ length: 15 }, (_, line) => codeLine(index + line)).join("")}\`\`\`\n\n`,
        () =>
          `1. ${words(index, 9)}\n2. ${words(index + 1, 12)}\n   - ${words(index, 4)}\n   - ${words(index, 5)}\n\n> ${words(index, 20)}\n\n`,
      ];
      return parts[index % parts.length]!();
    },
  },
};

export const answerKinds = Object.keys(makers) as AnswerKind[];

/** An answer of that many characters. */
export function longAnswer(kind: AnswerKind, chars: number): string {
  const { opening, part } = makers[kind];
  const parts = [opening];
  for (let length = opening.length, index = 0; length < chars; index++) {
    const next = part(index);
    parts.push(next);
    length += next.length;
  }
  return parts.join("").slice(0, chars);
}
