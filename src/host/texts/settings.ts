import { MAX_NOTICE_CHARS, MAX_QUOTE_CHARS } from "../../core/model/limits";
import { inert, quote } from "../../core/foreign/foreign-text";
import { t } from "../../core/l10n/t";

/** What is said about settings that cannot be used. */
export const settings = {
  bad: (problems: readonly string[]) =>
    problems.length === 1
      ? t("{0} The last good value stays in force, or else the default.", fitting(problems))
      : t("{0} The last good values stay in force, or else the defaults.", fitting(problems)),
  refused: (reason: string) =>
    t("The settings could not be applied: {0} The last good ones stay in force.", quote(reason)),
  folderIgnored: (folder: string, names: string[]) =>
    t(
      "The settings of the folder “{0}” ({1}) are ignored in a workspace of several folders: put them into the workspace's own settings.",
      quote(folder),
      names.map((name) => "llmBreaker." + name).join(", "),
    ),
  runsOn: (machine: string) => t("Runs on {0}: “localhost” is there.", machine),
  localOnly: t("local only"),
  localOnlyInForce: (machine: string) =>
    machine === ""
      ? t("Local only: nothing leaves this machine and its private network.")
      : t("Local only: nothing leaves this machine ({0}) and its private network.", machine),
  localOnlyUnreadable: (value: string) =>
    t("llmBreaker.localOnly must be true or false, but is {0}: all stays local meanwhile.", value),
  /** In the status bar. */
  mark: t("bad settings"),
  /** @param endpoints which are asked meanwhile */
  inForce: (problems: string[], endpoints: string[]) =>
    t("{0} Asked meanwhile: {1}.", fitting(problems), endpoints.map(quote).join(", ")),
  open: t("Open Settings"),
  openBad: (setting: string) => t("Bad settings: open {0}", setting),
};

/** Room that a notice keeps for what is said behind the sentences about others' mistakes. */
const ROOM_FOR_OURS = 200;

/** As many of the sentences as fit into one notice, none of them longer than a quotation with words around it, and how many are left out. */
function fitting(sentences: readonly string[]): string {
  const shown: string[] = [];
  let length = 0;
  for (const sentence of sentences) {
    const bounded = inert(sentence, 2 * MAX_QUOTE_CHARS);
    length += bounded.length + 1;
    if (length > MAX_NOTICE_CHARS - ROOM_FOR_OURS) break;
    shown.push(bounded);
  }
  const rest = sentences.length - shown.length;
  return [...shown, ...(rest > 0 ? [t("And {0} more.", rest)] : [])].join(" ");
}
