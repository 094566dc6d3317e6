// @ts-check
/** What the code says to people: the texts that go through `t`, and those that go round it. */
import ts from "typescript";
import { placeholdersOf } from "./placeholders.mjs";
import { isSpoken } from "./spoken.mjs";

/**
 * @typedef {object} Text
 * @property {string} text the English one, which is its key
 * @property {string} file
 * @property {string} place the names it stands under, such as `buttons.openSettings`
 */

/**
 * @param {string} file
 * @param {string} code
 * @param {{ forMachines?: boolean }} [options] `forMachines`: what does not go through `t` there is not for people
 * @returns {{ texts: Text[], mistakes: string[] }}
 */
export function readSource(file, code, { forMachines = false } = {}) {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  /** @type {Text[]} */
  const texts = [];
  /** @type {string[]} */
  const mistakes = [];

  /** @param {ts.Node} node @param {string} what */
  function complain(node, what) {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    mistakes.push(`${file}:${line}: ${what}`);
  }

  /** @param {ts.CallExpression} call of `t` */
  function take(call) {
    const [first, ...values] = call.arguments;
    if (!first || !ts.isStringLiteralLike(first))
      return complain(call, "t() takes a text that is written out; words of a table go through tWord()");
    texts.push({ text: first.text, file, place: placeOf(call) });
    const wanted = values.map((_, index) => `{${index}}`).join(" ");
    const found = placeholdersOf(first.text).join(" ");
    if (wanted !== found)
      complain(call, `“${first.text}” has ${found || "no values"} and is given ${wanted || "none"}`);
  }

  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "t") {
      take(node);
      node.arguments.slice(1).forEach(visit);
      return;
    }
    if (!forMachines && isSpoken(node)) complain(node, `goes round t(): ${node.getText().slice(0, 80)}`);
    ts.forEachChild(node, visit);
  }
  visit(source);
  return { texts, mistakes };
}

/**
 * The words of a table, which are translated by their English text where they are shown.
 * @param {string} file
 * @param {string} code
 * @param {readonly string[]} properties whose values are words
 * @returns {Text[]}
 */
export function readTable(file, code, properties) {
  /** @type {Text[]} */
  const texts = [];
  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isPropertyAssignment(node) && ts.isStringLiteralLike(node.initializer)) {
      if (properties.includes(nameOf(node.name)))
        texts.push({ text: node.initializer.text, file, place: placeOf(node.initializer) });
    }
    ts.forEachChild(node, visit);
  }
  visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true));
  return texts;
}

/**
 * The names of variables, properties and functions around a node, from the outermost on.
 * @param {ts.Node} node
 */
function placeOf(node) {
  const names = [];
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isPropertyAssignment(at) || ts.isVariableDeclaration(at)) names.unshift(nameOf(at.name));
    else if (ts.isFunctionDeclaration(at) && at.name) names.unshift(at.name.text);
  }
  return names.join(".");
}

/** @param {ts.Node} name */
function nameOf(name) {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : "";
}
