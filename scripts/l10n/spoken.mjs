// @ts-check
/** Whether a piece of code is a text that people read although it does not go through `t`, as far as its looks tell. */
import ts from "typescript";

/** Properties and attributes whose value is shown, if it be a single word. */
const SHOWN = new Set([
  "title",
  "label",
  "placeHolder",
  "placeholder",
  "prompt",
  "description",
  "detail",
  "saveLabel",
  "openLabel",
  "aria-label",
  "alt",
]);
/** Functions whose words are for the log, for a stack trace or for a machine. */
const UNHEARD =
  /^(?:log|logger|this\.#log|console|deps\.log)\.|^(?:log|querySelector|closest|matches|createElement|setProperty|assert)$|(?:\.log|[lL]og(?:ger)?)\.(?:info|warn|error|debug|trace)$|\.(?:querySelector|querySelectorAll|closest|matches)$/;
/** Properties whose words are for a machine. */
const MACHINE = new Set(["class", "style", "d", "viewBox", "allow"]);

/** Two words beside each other. */
const WORDS = /\p{L}[\p{L}’']*[,:;]? \p{L}/u;
const LETTERS = /\p{L}{2}/u;

/** @param {ts.Node} node */
export function isSpoken(node) {
  const words = wordsOf(node);
  if (words === undefined || isUnheard(node)) return false;
  return WORDS.test(words) || (LETTERS.test(words) && isShown(node));
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
function isUnheard(node) {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isTypeNode(parent)) return true;
    if (ts.isNewExpression(parent) && /Error$/.test(parent.expression.getText())) return true;
    if (ts.isCallExpression(parent) && at !== parent.expression && UNHEARD.test(parent.expression.getText()))
      return true;
    if (ts.isPropertyAssignment(parent) && at === parent.initializer && MACHINE.has(nameOf(parent.name))) return true;
    if (ts.isBinaryExpression(parent) && isComparison(parent)) return true;
    if (ts.isBlock(parent) || ts.isSourceFile(parent)) return false;
  }
  return false;
}

/** @param {ts.Node} node */
function isShown(node) {
  const { parent } = node;
  return ts.isPropertyAssignment(parent) && parent.initializer === node && SHOWN.has(nameOf(parent.name));
}

/** @param {ts.BinaryExpression} expression */
function isComparison({ operatorToken }) {
  return (
    operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken
  );
}

/** @param {ts.PropertyName} name */
function nameOf(name) {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : "";
}
