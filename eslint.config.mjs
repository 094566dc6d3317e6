import globals from "globals";
import tseslint from "typescript-eslint";

/** A folder says what it may import (design, layers). Patterns are matched against the import's text. */
const nodeModules = ["node:*", "fs", "path", "os", "http", "https", "net", "tls", "child_process", "crypto", "stream", "events", "undici", "undici/*"];
const layer = (files, forbidden, message) => ({
  files,
  ignores: ["**/*.test.ts"],
  rules: { "no-restricted-imports": ["error", { patterns: [{ group: forbidden, message }, { regex: "^undici$", message: "Never undici itself: importing it takes over every other extension's fetch. Import undici/lib/… of version 7." }] }] },
});

export default tseslint.config(
  { ignores: ["dist/", "out/", "node_modules/", ".vscode-test/", "coverage/", "reports/", "test-artifacts/", ".stryker-tmp/"] },
  ...tseslint.configs.recommended,
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  { files: ["**/*.mjs", "**/*.js", "scripts/**", "test/**"], languageOptions: { globals: globals.node }, rules: { "no-console": "off", "@typescript-eslint/no-require-imports": "off" } },
  layer(["src/core/async/**"], [...nodeModules, "vscode", "../*"], "src/core/async imports nothing from outside its folder."),
  layer(["src/core/breaker/**"], [...nodeModules, "vscode", "../*", "!../async", "!../breaker"], "src/core/breaker imports only core/async."),
  layer(["src/core/*.ts", "src/core/!(breaker|async)/**"], [...nodeModules, "vscode", "**/node/**", "**/host/**", "**/webview/**"], "src/core imports only core: no Node, no vscode."),
  layer(["src/node/**"], ["vscode", "**/host/**", "**/webview/**"], "src/node imports core, Node and libraries."),
  layer(["src/host/**"], ["**/webview/**"], "src/host does not import browser code."),
  layer(["src/webview/**"], [...nodeModules, "vscode", "**/node/**", "**/host/**"], "src/webview imports message types from core and the DOM."),
);
