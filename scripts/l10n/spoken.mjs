// @ts-check
/** Whether a literal is a text that people read although it does not go through `t`, as far as its looks and its surroundings tell. */
import ts from "typescript";

/** Names and units that are the same in every language, and words of data that no person reads. */
const NO_TEXTS =
  /LLM Breaker|px\b|^wants key$|^beside the (?:window|folder)$|^not loaded$|^older transitions$|^not yet$|^wait over$|^file does not exist$|^\u0001 header$/g;

/** Properties and attributes whose value is shown, be it a single word. */
const SHOWN = new Set([
  ...["title", "label", "placeHolder", "placeholder", "prompt", "description", "detail", "saveLabel", "openLabel"],
  ...["aria-label", "alt"],
]);
/** Properties whose words are for a machine, or are kept in the history and translated when they are read. */
const UNSEEN = new Set(["class", "className", "style", "command"]);
/** Functions that show the arguments from this place on. */
const SHOWING = new Map([
  ["element", 2],
  ["setText", 1],
  ["messages.information", 0],
  ["messages.warning", 0],
  ["messages.error", 0],
  ["progress.run", 0],
]);
/** Functions whose words go to the log, to the DOM or to a stack trace. */
const UNHEARD =
  /\blog$|[lL]og(?:ger)?\.(?:info|warn|error|debug|trace)$|\.(?:querySelector|querySelectorAll|closest|matches)$/;

/** Two words beside each other, of which one may be a value. */
const WORDS = /\p{L}[\p{L}’']*[,:;]? \p{L}|\p{L}{2}[,:;]? \u0001|\u0001[,:;]? \p{L}{2}/u;
const WORD = /\p{L}{2}/u;

/** @param {ts.Node} node */
export function isSpoken(node) {
  const words = wordsOf(node)?.replace(NO_TEXTS, "");
  if (words === undefined || !WORD.test(words) || isUnseen(node)) return false;
  return WORDS.test(words) || isShown(node);
}

/**
 * Its text where it is a literal, with a mark in the place of what is put in.
 * @param {ts.Node} node
 */
function wordsOf(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join("\u0001");
}

/** @param {ts.Node} node */
function isUnseen(node) {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (ts.isBlock(parent) || ts.isSourceFile(parent)) return false;
    if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isTypeNode(parent)) return true;
    if (ts.isNewExpression(parent) && parent.expression.getText() === "Error") return true;
    if (ts.isCallExpression(parent) && at !== parent.expression && UNHEARD.test(parent.expression.getText()))
      return true;
    if (ts.isPropertyAssignment(parent) && at === parent.initializer && UNSEEN.has(nameOf(parent.name))) return true;
    if (ts.isBinaryExpression(parent) && isUnseenOperand(parent)) return true;
  }
  return false;
}

/** @param {ts.BinaryExpression} expression what is compared is data, what is assigned to a class is one */
function isUnseenOperand({ operatorToken: { kind }, left }) {
  if (kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken)
    return true;
  return kind === ts.SyntaxKind.EqualsToken && ts.isPropertyAccessExpression(left) && UNSEEN.has(left.name.text);
}

/** @param {ts.Node} node */
function isShown(node) {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node && SHOWN.has(nameOf(parent.name));
  if (!ts.isCallExpression(parent)) return false;
  const from = SHOWING.get(parent.expression.getText());
  return from !== undefined && parent.arguments.findIndex((argument) => argument === node) >= from;
}

/** @param {ts.PropertyName} name */
function nameOf(name) {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : "";
}
