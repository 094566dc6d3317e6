import regexp from "eslint-plugin-regexp";
import globals from "globals";
import tseslint from "typescript-eslint";
import { editorWindow } from "./scripts/lint/editor-window.mjs";

/** A folder says what it may import (CONTRIBUTING). Patterns are matched against the import's text; of two layers for one file the later one holds. */
const nodeModules = [
  "node:*",
  "fs",
  "path",
  "os",
  "http",
  "https",
  "net",
  "tls",
  "child_process",
  "crypto",
  "stream",
  "events",
  "undici",
  "undici/*",
];
const layer = (files, forbidden, message) => ({
  files,
  ignores: ["**/*.test.ts"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          { group: forbidden, message },
          {
            regex: "^undici$",
            message:
              "Never undici itself: importing it takes over every other extension's fetch. Import undici/lib/… of version 7.",
          },
        ],
      },
    ],
  },
});

/** What everybody may use of the editor's window: nothing that draws text of anybody's as more than text. */
const harmlessInWindow = [
  ...[
    "activeTextEditor",
    "visibleTextEditors",
    "onDidChangeActiveTextEditor",
    "onDidChangeTextEditorSelection",
    "tabGroups",
    "terminals",
    "state",
    "onDidChangeWindowState",
  ],
  ...[
    "showTextDocument",
    "showSaveDialog",
    "createOutputChannel",
    "createTerminal",
    "createWebviewPanel",
    "registerWebviewPanelSerializer",
  ],
];
/** CONTRIBUTING's one dialect, as far as a selector can tell. */
const dialect = [
  {
    selector:
      ":matches(PropertyDefinition, MethodDefinition[kind!='constructor'], TSParameterProperty)[accessibility='private']",
    message: "A private member is written with #.",
  },
  {
    selector:
      "ObjectExpression > SpreadElement > ConditionalExpression:matches([consequent.type='ObjectExpression'][consequent.properties.length=0], [alternate.type='ObjectExpression'][alternate.properties.length=0])",
    message: "An optional field is spread in as ...(value !== undefined && { value }).",
  },
];
const writtenOut = {
  selector: ":matches(NewExpression, CallExpression)[callee.name='RegExp']",
  message: "Write the pattern out, so that its cost can be checked.",
};
const loadedLater = {
  selector:
    "ImportExpression[source.type='Literal']:not(CallExpression[callee.name=/^(loaded|laterCode)$/] > ArrowFunctionExpression > ImportExpression)",
  message: "Load it by loaded() or laterCode(): files that are gone mean that the window has to be reloaded.",
};
const own = { rules: { "editor-window": editorWindow } };
const windowUse = (files, allow, ignores) => ({
  files,
  ignores,
  plugins: { own },
  rules: { "own/editor-window": ["error", { allow }] },
});

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "out/",
      "node_modules/",
      ".vscode-test/",
      "coverage/",
      "reports/",
      "test-artifacts/",
      ".stryker-tmp/",
    ],
  },
  ...tseslint.configs.recommended,
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      eqeqeq: "error",
      "no-console": "error",
      // No file is longer, blank lines and comments included.
      "max-lines": ["error", { max: 350, skipBlankLines: false, skipComments: false }],
      "no-restricted-syntax": ["error", ...dialect],
    },
  },
  {
    // Rules that need types. A promise that nobody waits for loses its error, and a union that grew has to be looked through.
    files: ["src/**/*.ts", "test/**/*.ts", "scripts/**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ["**/*.mjs", "**/*.js", "scripts/**", "test/**"],
    languageOptions: { globals: globals.node },
    rules: { "no-console": "off", "@typescript-eslint/no-require-imports": "off" },
  },
  {
    // Nearly every pattern sees text that somebody else wrote. These two find what repeats in a way that is not linear by a pattern's shape; test/hostile
    // counts the steps of each pattern on its own worst repetitions. Both see only patterns that stand in the source.
    files: ["src/**/*.ts"],
    ignores: ["**/*.test.ts"],
    plugins: { regexp },
    rules: {
      "regexp/no-super-linear-backtracking": ["error", { report: "potential" }],
      "regexp/no-super-linear-move": ["error", { report: "potential", ignorePartial: false }],
      "no-restricted-syntax": ["error", ...dialect, writtenOut, loadedLater],
    },
  },
  {
    // What runs once a request. V8's parser takes a function that is written where it is assigned to a property for one that lives long and puts it with what
    // does: it, and all that it closes over, then stays until the next full collection, and the request with it.
    files: ["src/core/{async,breaker,endpoint,service}/**/*.ts", "src/node/transport/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        ...dialect,
        writtenOut,
        loadedLater,
        {
          selector: "AssignmentExpression[left.type='MemberExpression'][right.type=/^(Arrow)?FunctionExpression$/]",
          message: "Give the function a name of its own first, or pass it as an argument.",
        },
      ],
    },
  },
  layer(
    ["src/core/async/**"],
    [...nodeModules, "vscode", "../*"],
    "src/core/async imports nothing from outside its folder.",
  ),
  layer(
    ["src/core/breaker/**"],
    [...nodeModules, "vscode", "../*", "!../async", "!../breaker"],
    "src/core/breaker imports only core/async.",
  ),
  layer(
    ["src/core/breaker/record/**"],
    [...nodeModules, "vscode", "../*"],
    "src/core/breaker/record imports nothing from outside its folder: the breaker's types are made of its own.",
  ),
  layer(
    ["src/core/model/**"],
    [...nodeModules, "vscode", "../*", "!../breaker"],
    "src/core/model holds data only: of other folders it names types of the breaker.",
  ),
  layer(
    ["src/core/foreign/**"],
    [...nodeModules, "vscode", "../*", "!../model"],
    "src/core/foreign imports only src/core/model.",
  ),
  layer(
    ["src/core/*.ts", "src/core/!(breaker|async|foreign|model)/**"],
    [...nodeModules, "vscode", "**/node/**", "**/host/**", "**/webview/**"],
    "src/core imports only core: no Node, no vscode.",
  ),
  layer(
    ["src/core/service/endpoints/**"],
    [
      ...nodeModules,
      "vscode",
      "**/node/**",
      "**/host/**",
      "**/webview/**",
      "**/request/**",
      "**/llm-service",
      "**/event-queue",
    ],
    "src/core/service/endpoints knows nothing of the requests: it imports other parts of core and the configuration.",
  ),
  layer(
    ["src/core/service/request/**"],
    [...nodeModules, "vscode", "**/node/**", "**/host/**", "**/webview/**", "**/llm-service", "**/event-queue"],
    "src/core/service/request imports other parts of core, the endpoints and the configuration; the service runs it.",
  ),
  layer(["src/node/**"], ["vscode", "**/host/**", "**/webview/**"], "src/node imports core, Node and libraries."),
  layer(["src/host/**"], ["**/webview/**"], "src/host does not import browser code."),
  // How an endpoint stands is said in one place; the places that show it do not take it from each other.
  layer(
    ["src/host/{status-bar,notices,actions}/**"],
    ["**/webview/**", "**/answer-panel/**", "**/dashboard/**", "**/commands/**"],
    "What says how an endpoint stands is in src/host/standing.",
  ),
  layer(
    ["src/host/standing/**"],
    [...nodeModules, "vscode", "../*", "!../texts", "!../..", "../../*", "!../../core"],
    "src/host/standing imports core, and of the host only its texts.",
  ),
  windowUse(["src/**"], harmlessInWindow, ["src/host/notify/index.ts", "src/host/status-bar/item.ts"]),
  // The one that makes every text harmless, and the status item, whose texts are made harmless in parts because it has icons of its own.
  windowUse(["src/host/status-bar/item.ts"], ["createStatusBarItem", "state", "onDidChangeWindowState"], []),
  layer(
    ["src/webview/**"],
    [...nodeModules, "vscode", "**/node/**", "**/host/**"],
    "src/webview imports message types from core and the DOM.",
  ),
);
