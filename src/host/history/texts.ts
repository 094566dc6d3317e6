import type { HistoryTrouble } from "../../core/history/client/trouble";
import { quote } from "../../core/foreign/foreign-text";
import type { WriteFileError, WriteFileReason } from "../../node/files/write-whole-file";

const NOT_WRITTEN: Record<WriteFileReason, (name: string) => string> = {
  folder: (name) => `“${quote(name)}” is a folder: choose another name.`,
  not_a_file: (name) => `“${quote(name)}” is a pipe or a device, not a file: choose another name.`,
  no_folder: (name) => `The folder for “${quote(name)}” does not exist: choose another place.`,
  forbidden: (name) =>
    `“${quote(name)}” cannot be written there: the place is read-only, or the file belongs to somebody else or is in use. Choose another place.`,
  full: (name) => `There is not enough space for “${quote(name)}”: free some, or choose another place.`,
  other: (name) => `“${quote(name)}” could not be written there: choose another place. The log has the details.`,
};

/** Every text a person reads while exporting or clearing the history, or when something is wrong with it. */
export const historyTexts = {
  exportTitle: "Export History",
  exportLabel: "Export",
  formats: { jsonl: "JSON Lines", csv: "CSV" },
  exporting: "Exporting the history",
  progress: (done: number, total: number) => `${done.toLocaleString("en")} of ${total.toLocaleString("en")} entries`,
  exported: (records: number, name: string) =>
    `Exported ${records.toLocaleString("en")} ${records === 1 ? "entry" : "entries"} to ${quote(name)}.`,
  notWritten: (name: string, { reason }: WriteFileError) =>
    `The history was not exported. ${NOT_WRITTEN[reason](name)}`,
  notOnDisk: "The history can be exported to a file on disk only: choose another place.",
  nothing: "The history is empty: there is nothing to export yet.",
  openFile: "Open",
  clearTitle: "Clear History",
  clearPlaceholder: "What is to be removed? This cannot be undone.",
  clearEmpty: "The history is empty already.",
  clearing: "Clearing the history",
  cleared: (what: string) => `Removed ${what} from the history.`,
  clearButton: "Remove",
  confirm: (what: string) => `Remove ${what} from the history?`,
  confirmDetail:
    "This affects all windows and cannot be undone. Damaged history files that were kept go with everything, and with prompts and answers.",
  openFolder: "Open Folder",
  trouble: (trouble: HistoryTrouble) => {
    switch (trouble.kind) {
      case "setAside":
        return "The history file was damaged. It is kept as it was found, and what can be read of it is carried over into a new one.";
      case "memoryOnly":
        return `The history is kept in memory only, until this window closes: ${trouble.reason}`;
      case "dropped":
        return `The history could not be written for too long: ${trouble.entries.toLocaleString("en")} entries are missing, ${trouble.texts.toLocaleString("en")} are without their texts.`;
    }
  },
  choices: {
    everything: { label: "Everything", what: "everything" },
    week: { label: "Everything older than a week", what: "everything older than a week" },
    day: { label: "Everything older than a day", what: "everything older than a day" },
    texts: {
      label: "Prompts and answers only",
      what: "all prompts and answers",
      detail: "Times, outcomes and charts stay.",
    },
  },
};
