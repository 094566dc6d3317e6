/** The editor's variables as its own themes set them, where the dashboard uses them. */
export type ThemeName = "dark" | "light" | "high-contrast" | "high-contrast-light";

const dark = {
  foreground: "#cccccc", descriptionForeground: "#9d9d9d", disabledForeground: "#cccccc80", errorForeground: "#f85149", focusBorder: "#0078d4",
  "editor-background": "#1f1f1f", "editorWidget-background": "#202020", "editorWidget-border": "#313131", "panel-border": "#2b2b2b", "widget-border": "#313131",
  "button-background": "#0078d4", "button-foreground": "#ffffff", "button-hoverBackground": "#026ec1", "button-secondaryBackground": "#313131", "button-secondaryForeground": "#cccccc", "button-secondaryHoverBackground": "#3c3c3c",
  "input-background": "#313131", "input-border": "#3c3c3c", "input-foreground": "#cccccc", "input-placeholderForeground": "#989898", "dropdown-background": "#313131", "dropdown-border": "#3c3c3c", "dropdown-foreground": "#cccccc",
  "textLink-foreground": "#4daafc", "textLink-activeForeground": "#4daafc", "toolbar-hoverBackground": "#5a5d5e50", "list-hoverBackground": "#2a2d2e", "list-activeSelectionBackground": "#04395e", "list-activeSelectionForeground": "#ffffff", "list-inactiveSelectionBackground": "#37373d",
  "editorHoverWidget-background": "#202020", "editorHoverWidget-border": "#454545", "editorHoverWidget-foreground": "#cccccc", "inputValidation-warningBackground": "#352a05", "inputValidation-warningBorder": "#b89500", "textCodeBlock-background": "#2b2b2b", "panelTitle-activeBorder": "#0078d4",
};

const light = {
  ...dark,
  foreground: "#3b3b3b", descriptionForeground: "#3b3b3bcc", disabledForeground: "#61616180", errorForeground: "#f85149", focusBorder: "#005fb8",
  "editor-background": "#ffffff", "editorWidget-background": "#f8f8f8", "editorWidget-border": "#c8c8c8", "panel-border": "#e5e5e5", "widget-border": "#e5e5e5",
  "button-background": "#005fb8", "button-hoverBackground": "#0258a8", "button-secondaryBackground": "#e5e5e5", "button-secondaryForeground": "#3b3b3b", "button-secondaryHoverBackground": "#cccccc",
  "input-background": "#ffffff", "input-border": "#cecece", "input-foreground": "#3b3b3b", "input-placeholderForeground": "#767676", "dropdown-background": "#ffffff", "dropdown-border": "#cecece", "dropdown-foreground": "#3b3b3b",
  "textLink-foreground": "#005fb8", "textLink-activeForeground": "#005fb8", "toolbar-hoverBackground": "#b8b8b850", "list-hoverBackground": "#f2f2f2", "list-activeSelectionBackground": "#e8e8e8", "list-activeSelectionForeground": "#000000", "list-inactiveSelectionBackground": "#e4e6f1",
  "editorHoverWidget-background": "#f8f8f8", "editorHoverWidget-border": "#c8c8c8", "editorHoverWidget-foreground": "#3b3b3b", "inputValidation-warningBackground": "#f6f5d2", "inputValidation-warningBorder": "#b89500", "textCodeBlock-background": "#f8f8f8", "panelTitle-activeBorder": "#005fb8",
};

const highContrast = {
  ...dark,
  foreground: "#ffffff", descriptionForeground: "#ffffffb3", focusBorder: "#f38518", contrastBorder: "#6fc3df", contrastActiveBorder: "#f38518",
  "editor-background": "#000000", "editorWidget-background": "#0c141f", "editorWidget-border": "#6fc3df", "panel-border": "#6fc3df", "widget-border": "#6fc3df",
  "button-background": "#000000", "button-border": "#6fc3df", "button-hoverBackground": "#000000", "button-secondaryBackground": "#000000", "button-secondaryForeground": "#ffffff",
  "input-background": "#000000", "input-border": "#6fc3df", "input-foreground": "#ffffff", "dropdown-background": "#000000", "dropdown-border": "#6fc3df", "dropdown-foreground": "#ffffff", "textLink-foreground": "#21a6ff", "textLink-activeForeground": "#21a6ff",
  "list-hoverBackground": "#ffffff1a", "list-activeSelectionBackground": "#000000", "list-inactiveSelectionBackground": "#000000", "editorHoverWidget-background": "#0c141f", "editorHoverWidget-border": "#6fc3df", "inputValidation-warningBackground": "#332b00",
};

const highContrastLight = {
  ...light,
  foreground: "#292929", descriptionForeground: "#292929", focusBorder: "#006bbd", contrastBorder: "#0f4a85", contrastActiveBorder: "#006bbd", "widget-border": "#0f4a85", "panel-border": "#0f4a85", "input-border": "#0f4a85", "dropdown-border": "#0f4a85", "button-background": "#0f4a85", "button-secondaryBackground": "#ffffff",
};

const themes: Record<ThemeName, { classes: string; variables: Record<string, string> }> = {
  dark: { classes: "vscode-dark", variables: dark },
  light: { classes: "vscode-light", variables: light },
  "high-contrast": { classes: "vscode-high-contrast", variables: highContrast },
  "high-contrast-light": { classes: "vscode-high-contrast vscode-high-contrast-light", variables: highContrastLight },
};

/** What the editor does to a webview's page when this theme is chosen; to be run in the page. */
export function themeFor(name: ThemeName): { classes: string; variables: [string, string][] } {
  const { classes, variables } = themes[name];
  const fonts = { "font-family": '"Segoe WPC", "Segoe UI", system-ui, "DejaVu Sans", sans-serif', "font-size": "13px", "editor-font-family": '"DejaVu Sans Mono", monospace' };
  return { classes, variables: Object.entries({ ...variables, ...fonts }).map(([key, value]) => [`--vscode-${key}`, value]) };
}
