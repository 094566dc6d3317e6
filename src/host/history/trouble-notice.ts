import { join } from "node:path";
import type { HistoryTrouble } from "../../core/history/client/trouble";
import { historyFileName } from "../../node/history/history-file";
import { historyTexts as texts } from "./texts";

export interface TroubleNoticeDeps {
  /** Folder of the history. */
  directory: string;
  /** Resolves to the button that was pressed, if any. */
  warn(message: string, ...buttons: string[]): PromiseLike<string | undefined>;
  /** Shows a file in the folder that it is in. */
  reveal(path: string): PromiseLike<unknown>;
  /** For what goes wrong in the notice itself. */
  log(error: unknown): void;
}

/** Tells a person what went wrong with the history, with a way to the folder that it is about. */
export function troubleNotice({ directory, warn, reveal, log }: TroubleNoticeDeps): (trouble: HistoryTrouble) => void {
  const tell = async (trouble: HistoryTrouble): Promise<void> => {
    const folder = trouble.kind === "setAside" ? trouble.folder : directory;
    if ((await warn(texts.trouble(trouble), texts.openFolder)) === texts.openFolder)
      await reveal(join(folder, historyFileName));
  };
  return (trouble) => void tell(trouble).catch(log);
}
