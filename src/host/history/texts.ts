import type { HistoryTrouble } from "../../core/history/client/trouble";
import { quote } from "../../core/foreign/foreign-text";
import { count as number } from "../../core/l10n/numbers";
import { t } from "../../core/l10n/t";
import type { WriteFileError, WriteFileReason } from "../../node/files/write-whole-file";

const NOT_WRITTEN: Record<WriteFileReason, (name: string) => string> = {
  folder: (name) => t("“{0}” is a folder: choose another name.", quote(name)),
  not_a_file: (name) => t("“{0}” is a pipe or a device, not a file: choose another name.", quote(name)),
  no_folder: (name) => t("The folder for “{0}” does not exist: choose another place.", quote(name)),
  forbidden: (name) =>
    t(
      "“{0}” cannot be written there: the place is read-only, or the file belongs to somebody else or is in use. Choose another place.",
      quote(name),
    ),
  full: (name) => t("There is not enough space for “{0}”: free some, or choose another place.", quote(name)),
  other: (name) => t("“{0}” could not be written there: choose another place. The log has the details.", quote(name)),
};

/** Every text a person reads while exporting or clearing the history, or when something is wrong with it. */
export const historyTexts = {
  exportTitle: t("Export History"),
  exportLabel: t("Export"),
  formats: { jsonl: t("JSON Lines"), csv: t("CSV") },
  exporting: t("Exporting the history"),
  progress: (done: number, total: number) => t("{0} of {1} entries", number(done), number(total)),
  exported: (records: number, name: string) =>
    records === 1
      ? t("Exported 1 entry to {0}.", quote(name))
      : t("Exported {0} entries to {1}.", number(records), quote(name)),
  notWritten: (name: string, { reason }: WriteFileError) =>
    t("The history was not exported. {0}", NOT_WRITTEN[reason](name)),
  notOnDisk: t("The history can be exported to a file on disk only: choose another place."),
  nothing: t("The history is empty: there is nothing to export yet."),
  openFile: t("Open"),
  clearTitle: t("Clear History"),
  clearPlaceholder: t("What is to be removed? This cannot be undone."),
  clearEmpty: t("The history is empty: there is nothing to remove."),
  clearing: t("Clearing the history"),
  cleared: (what: string) => t("Removed {0} from the history.", what),
  clearButton: t("Remove"),
  confirm: (what: string) => t("Remove {0} from the history?", what),
  confirmDetail: t(
    "This affects all windows and cannot be undone. Damaged history files that were kept go with everything, and with prompts and answers.",
  ),
  openFolder: t("Open Folder"),
  trouble: (trouble: HistoryTrouble) => {
    switch (trouble.kind) {
      case "setAside":
        return t(
          "The history file was damaged. It is kept as it was found, and what can be read of it is carried over into a new one.",
        );
      case "memoryOnly":
        return t("The history is kept in memory only, until this window closes: {0}", trouble.reason);
      case "dropped":
        return t(
          "The history could not be written for too long: {0} entries are missing, {1} are without their texts.",
          number(trouble.entries),
          number(trouble.texts),
        );
    }
  },
  choices: {
    everything: { label: t("Everything"), what: t("everything") },
    week: { label: t("Everything older than a week"), what: t("everything older than a week") },
    day: { label: t("Everything older than a day"), what: t("everything older than a day") },
    texts: {
      label: t("Prompts and answers only"),
      what: t("all prompts and answers"),
      detail: t("Times, outcomes and charts stay."),
    },
  },
};
