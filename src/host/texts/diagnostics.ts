import { t } from "../../core/l10n/t";

/** What a report on how things are says; it is read by people who help, wherever they are, and so is in English. */
export const diagnostics = {
  title: "LLM Breaker diagnostics",
  settings: "Settings that are not at their defaults",
  endpoints: "Endpoints",
  columns: ["id", "type", "address", "tier", "model", "state", "live/ready/warm", "ok/failed/refused", "last answer"],
  failures: "Last failures",
  noFailures: "None.",
  versions: {
    extension: "LLM Breaker",
    editor: "VS Code",
    node: "Node",
    system: "System",
    place: "Runs on",
    kind: "Extension host",
    trust: "Workspace",
    storage: "History",
    localOnly: "Local only",
  },
  trusted: (trusted: boolean, folders: number, virtual: boolean) =>
    `${trusted ? "trusted" : "not trusted"}, ${folders} ${folders === 1 ? "folder" : "folders"}${virtual ? ", virtual" : ""}`,
  ownMachine: "the machine of the window",
  copied: t(
    "Diagnostics are on the clipboard, without keys, headers, questions and answers. Look through them before you share them.",
  ),
};
