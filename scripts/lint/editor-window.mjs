// @ts-check
/**
 * What code may do with the editor's window. Messages, lists, boxes and progress draw links and icons from whatever text they are given, so one folder
 * shows them all and everything else is kept from those functions. It is a list of what is allowed: a function that comes with a later editor is refused
 * until somebody has looked at it. Whatever would hide such a use (another name for the namespace or its window, computed names, destructuring,
 * passing it on) is refused as well, because it cannot be followed.
 *
 * Options: `{ allow: string[] }`, the members of `window` that may be used, each directly as `vscode.window.member`.
 * @type {import("eslint").Rule.RuleModule}
 */
export const editorWindow = {
  meta: {
    type: "problem",
    schema: [
      {
        type: "object",
        properties: { allow: { type: "array", items: { type: "string" } } },
        required: ["allow"],
        additionalProperties: false,
      },
    ],
    messages: {
      member:
        "vscode.window.{{name}} is not for use here: src/host/notify shows messages, lists, boxes and progress, and makes their texts harmless.",
      hidden:
        "Use the editor's API as vscode.name and its window as vscode.window.member, so that it can be seen what is used of it.",
      loaded:
        'Load the editor\'s API with import * as vscode from "vscode", so that it can be seen what is used of it.',
    },
  },

  create(context) {
    const allowed = new Set(context.options[0].allow);

    /** @param {any} identifier a use of the whole namespace as a value */
    function checkNamespace(identifier) {
      const member = identifier.parent;
      // Types stand for nothing that runs.
      if (member.type === "TSQualifiedName" || member.type === "TSTypeQuery") return;
      if (!isPlainMember(member, identifier)) return context.report({ node: identifier, messageId: "hidden" });
      if (member.property.name === "window") checkWindow(member);
    }

    /** @param {any} window a use of `vscode.window` */
    function checkWindow(window) {
      const member = window.parent;
      if (!isPlainMember(member, window)) return context.report({ node: window, messageId: "hidden" });
      const { name } = member.property;
      if (!allowed.has(name)) context.report({ node: member, messageId: "member", data: { name } });
    }

    /** @param {any} specifier */
    function checkImport(specifier) {
      if (specifier.importKind === "type") return;
      const name = specifier.type === "ImportSpecifier" ? (specifier.imported.name ?? specifier.imported.value) : "*";
      if (name === "window") return context.report({ node: specifier, messageId: "hidden" });
      if (name !== "*" && name !== "default") return;
      for (const variable of context.sourceCode.getDeclaredVariables(specifier)) {
        for (const { identifier } of variable.references) checkNamespace(identifier);
      }
    }

    return {
      ImportDeclaration(node) {
        if (node.source.value === "vscode" && /** @type {any} */ (node).importKind !== "type")
          node.specifiers.forEach(checkImport);
      },
      "ExportAllDeclaration[source.value='vscode'], ExportNamedDeclaration[source.value='vscode']"(
        /** @type {any} */ node,
      ) {
        if (node.exportKind !== "type") context.report({ node, messageId: "loaded" });
      },
      ImportExpression(node) {
        if (isVscode(node.source)) context.report({ node, messageId: "loaded" });
      },
      // require under whatever name
      CallExpression(node) {
        if (node.arguments.some(isVscode)) context.report({ node, messageId: "loaded" });
      },
      "TSImportEqualsDeclaration TSExternalModuleReference"(/** @type {any} */ node) {
        if (isVscode(node.expression)) context.report({ node, messageId: "loaded" });
      },
    };
  },
};

/** @param {any} member @param {any} object */
function isPlainMember(member, object) {
  return member.type === "MemberExpression" && member.object === object && !member.computed;
}

/** @param {any} node */
function isVscode(node) {
  return (
    (node.type === "Literal" && node.value === "vscode") ||
    (node.type === "TemplateLiteral" && node.quasis.length === 1 && node.quasis[0].value.cooked === "vscode")
  );
}
