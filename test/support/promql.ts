/** What a PromQL expression names: enough of the language to compare it with what is exposed. */
interface Selector {
  metric: string;
  matchers: { label: string; operator: string; value: string }[];
}

export interface Reading {
  selectors: Selector[];
  /** Labels of `by`, `on`, `ignoring` and their like. */
  grouped: string[];
}

const token = /"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[a-zA-Z_:][\w:]*|[=!]~|[=!]=|[0-9.]+[a-z]*|\S/g;
const lists = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);
const words = new Set(["and", "or", "unless", "bool", "offset", "Inf", "NaN"]);
const isName = (text: string): boolean => /^[a-zA-Z_:]/.test(text);

/** @throws Error where a selector has no name, of which nothing could be said */
export function readPromql(expression: string): Reading {
  const tokens: string[] = expression.match(token) ?? [];
  const reading: Reading = { selectors: [], grouped: [] };
  for (let at = 0; at < tokens.length; at++) {
    const text = tokens[at]!;
    const next = tokens[at + 1];
    if (text === "{") throw new Error(`A selector without a name: ${expression}`);
    if (!isName(text) || words.has(text)) continue;
    if (lists.has(text)) {
      const end = tokens.indexOf(")", at);
      reading.grouped.push(...tokens.slice(at, end).filter((name) => isName(name) && !lists.has(name)));
      at = end;
    } else if (next === "{") {
      const end = tokens.indexOf("}", at);
      reading.selectors.push({ metric: text, matchers: matchersOf(tokens.slice(at + 2, end)) });
      at = end;
    } else if (next !== "(" && next !== "by" && next !== "without")
      reading.selectors.push({ metric: text, matchers: [] });
  }
  return reading;
}

function matchersOf(tokens: readonly string[]): Selector["matchers"] {
  const matchers: Selector["matchers"] = [];
  for (let at = 0; at < tokens.length; at += 4) {
    const [label, operator, value] = tokens.slice(at, at + 3) as [string, string, string];
    matchers.push({ label, operator, value: JSON.parse(value) as string });
  }
  return matchers;
}

/** Every series of an exposition: its name and its labels. */
export function exposedSeries(text: string): { metric: string; labels: Record<string, string> }[] {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const [, metric, inside] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (metric === undefined) throw new Error(`No series: ${line}`);
    const pairs = (inside ?? "").matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g);
    return {
      metric,
      labels: Object.fromEntries([...pairs].map(([, label, value]) => [label!, JSON.parse(value!) as string])),
    };
  });
}
