import { MAX_NOTICE_CHARS, MAX_QUOTE_CHARS } from "../../core/model/limits";
import { inert, quote } from "../../core/foreign/foreign-text";

/** What is said about settings that cannot be used. */
export const settings = {
  bad: (problems: string[]) =>
    `${fitting(problems)} ${problems.length === 1 ? "The last good value stays in force, or else the default." : "The last good values stay in force, or else the defaults."}`,
  refused: (reason: string) => `The settings could not be applied: ${quote(reason)} The last good ones stay in force.`,
  folderIgnored: (folder: string, names: string[]) =>
    `The settings of the folder “${quote(folder)}” (${names.map((name) => `llmBreaker.${name}`).join(", ")}) are ignored in a workspace of several folders: put them into the workspace's own settings.`,
  runsOn: (machine: string) => `Runs on ${machine}: “localhost” is there.`,
  localOnly: "local only",
  localOnlyInForce: "Local only: nothing leaves this machine and its private network.",
  localOnlyUnreadable: (value: string) =>
    `llmBreaker.localOnly must be true or false, but is ${value}: all stays local meanwhile.`,
  /** In the status bar. */
  mark: "bad settings",
  /** @param endpoints which are asked meanwhile */
  inForce: (problems: string[], endpoints: string[]) =>
    `${fitting(problems)} Asked meanwhile: ${endpoints.map(quote).join(", ")}.`,
  open: "Open Settings",
  openBad: (setting: string) => `Bad settings: open ${setting}`,
};

/** Room that a notice keeps for what is said behind the sentences about others' mistakes. */
const ROOM_FOR_OURS = 200;

/** As many of the sentences as fit into one notice, none of them longer than a quotation with words around it, and how many are left out. */
function fitting(sentences: string[]): string {
  const shown: string[] = [];
  let length = 0;
  for (const sentence of sentences) {
    const bounded = inert(sentence, 2 * MAX_QUOTE_CHARS);
    length += bounded.length + 1;
    if (length > MAX_NOTICE_CHARS - ROOM_FOR_OURS) break;
    shown.push(bounded);
  }
  const rest = sentences.length - shown.length;
  return [...shown, ...(rest > 0 ? [`And ${rest} more.`] : [])].join(" ");
}
