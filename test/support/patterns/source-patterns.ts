import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

const ROOT = join(__dirname, "../../..");

/** A pattern as it stands in the sources. */
export interface SourcePattern {
  /** File and line. */
  where: string;
  pattern: RegExp;
}

/** All patterns that stand in `src`, tests left out. A pattern that is put together at run time cannot be among them; the linter forbids those. */
export function sourcePatterns(): SourcePattern[] {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  return files.sort().flatMap((file) => patternsIn(join(ROOT, "src", file)));
}

function patternsIn(file: string): SourcePattern[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found: SourcePattern[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({
        where: `${relative(ROOT, file)}:${line}`,
        pattern: new RegExp(node.text.slice(1, end), node.text.slice(end + 1)),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
