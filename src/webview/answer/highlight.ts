import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import makefile from "highlight.js/lib/languages/makefile";
import markdown from "highlight.js/lib/languages/markdown";
import php from "highlight.js/lib/languages/php";
import powershell from "highlight.js/lib/languages/powershell";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import shell from "highlight.js/lib/languages/shell";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { createLowlight } from "lowlight";
import { codePieces, SlowLanguages } from "./code-pieces";

const lowlight = createLowlight({
  bash, c, cpp, csharp, css, diff, dockerfile, go, ini, java, javascript, json, kotlin, makefile, markdown, php, powershell, python, ruby, rust, shell, sql, swift, typescript, xml, yaml,
});

/** Longer code stays plain, in characters: nobody waits for colours. */
const longest = 60_000;

type Nodes = ReturnType<typeof lowlight.highlight>["children"];

const slowLanguages = new SlowLanguages();

/**
 * Marks the parts of the code that is in `body` by class, if the language is known: a short one at once, a longer one piece by piece between other
 * things, for as long as it is on the page and nobody else has changed it. The text stays the same in any case.
 */
export function colour(body: HTMLElement, language: string): void {
  const name = language.toLowerCase();
  const code = body.textContent ?? "";
  if (code.length > longest || !lowlight.registered(name)) return;
  // A grammar is prepared when it is first used; that is not the code's fault.
  lowlight.highlight(name, "");
  const rest = document.createTextNode(code);
  body.replaceChildren(rest);
  const pieces = codePieces(code);
  const next = (): void => {
    const piece = pieces.shift();
    if (piece === undefined || slowLanguages.has(name)) return;
    const startedAt = performance.now();
    rest.before(...nodesOf(lowlight.highlight(name, piece).children));
    rest.deleteData(0, piece.length);
    slowLanguages.took(name, performance.now() - startedAt);
    if (pieces.length > 0) setTimeout(() => rest.isConnected && next());
  };
  next();
}

function nodesOf(nodes: Nodes): Node[] {
  return nodes.flatMap((node): Node[] => {
    if (node.type === "text") return [document.createTextNode(node.value)];
    if (node.type !== "element") return [];
    const span = document.createElement("span");
    const { className } = node.properties;
    if (Array.isArray(className)) span.className = className.join(" ");
    span.append(...nodesOf(node.children));
    return [span];
  });
}
