// Prints the table of failure kinds for docs/failures.md: npx tsx scripts/kinds-table.ts
import { FAILURE_KINDS, ruleOf, type FailureKind, type Restraint } from "../src/core/model/failure-kinds";

/** A row a kind, as it stands in docs/failures.md. */
export function kindsTable(): string {
  const rows = (Object.keys(FAILURE_KINDS) as FailureKind[]).map((kind) => {
    const { counts, retry, next, restraint, phrase } = ruleOf(kind);
    return `| \`${kind}\` | ${phrase} | ${counts ? "yes" : "no"} | ${retry.replace("_", " ")} | ${next.replace("_", " ")} | ${restraintText(restraint)} |`;
  });
  return [
    "| kind | in words | counts | retry | next | restraint |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function restraintText(restraint: Restraint): string {
  switch (restraint.type) {
    case "none":
      return "";
    case "mark":
      return "marked until something changes";
    case "gate":
      return "paused as the server asks";
    case "latch":
      return `${restraint.scope} latched ${restraint.until === "changed" ? "until something changes" : `for ${restraint.until / 1000} s`}`;
  }
}

if (process.argv[1]?.endsWith("kinds-table.ts")) console.log(kindsTable());
