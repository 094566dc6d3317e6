// @ts-check
/** What the code says to people: the texts that go through `t`, and those that go round it. */
import ts from "typescript";
import { isSpoken } from "./spoken.mjs";

/**
 * @typedef {object} Text
 * @property {string} text the English one, which is its key
 * @property {string} file
 * @property {number} line from 1
 * @property {string} place the names it stands under, such as `buttons.openSettings`
 *
 * @typedef {object} Mistake
 * @property {string} file
 * @property {number} [line]
 * @property {string} message
 */

/**
 * @param {string} file
 * @param {string} code
 * @returns {{ texts: Text[], mistakes: Mistake[] }}
 */
export function readSource(file, code) {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  /** @type {Text[]} */
  const texts = [];
  /** @type {Mistake[]} */
  const mistakes = [];

  /** @param {ts.Node} node */
  const lineOf = (node) => source.getLineAndCharacterOfPosition(node.getStart()).line + 1;

  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isCallExpression(node) && isNamed(node.expression, "t")) {
      const [first, ...rest] = node.arguments;
      if (first && ts.isStringLiteralLike(first))
        texts.push({ text: first.text, file, line: lineOf(first), place: placeOf(node) });
      else
        mistakes.push({
          file,
          line: lineOf(node),
          message: "t() takes a text that is written out; words of a table go through tWord().",
        });
      rest.forEach(visit);
      return;
    }
    if (isSpoken(node))
      mistakes.push({ file, line: lineOf(node), message: `goes round t(): ${node.getText().slice(0, 80)}` });
    ts.forEachChild(node, visit);
  }
  visit(source);
  return { texts, mistakes };
}

/**
 * The words of a table of the core, which the host translates by their English text.
 * @param {string} file
 * @param {string} code
 * @param {readonly string[]} properties whose values are words
 * @returns {Text[]}
 */
export function readTable(file, code, properties) {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  /** @type {Text[]} */
  const texts = [];
  /** @param {ts.Node} node */
  function visit(node) {
    if (
      ts.isPropertyAssignment(node) &&
      properties.includes(nameOf(node.name)) &&
      ts.isStringLiteralLike(node.initializer)
    )
      texts.push({
        text: node.initializer.text,
        file,
        line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
        place: placeOf(node.initializer),
      });
    ts.forEachChild(node, visit);
  }
  visit(source);
  return texts;
}

/**
 * The names of variables, properties and functions around a node, from the outermost on.
 * @param {ts.Node} node
 */
function placeOf(node) {
  const names = [];
  for (let at = node.parent; at; at = at.parent)
    if (
      (ts.isPropertyAssignment(at) || ts.isVariableDeclaration(at) || ts.isFunctionDeclaration(at)) &&
      at.name !== undefined
    )
      names.unshift(nameOf(at.name));
  return names.join(".");
}

/** @param {ts.Node} name */
function nameOf(name) {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : "";
}

/** @param {ts.Expression} callee @param {string} name */
function isNamed(callee, name) {
  return ts.isIdentifier(callee) && callee.text === name;
}
