import * as vscode from "vscode";
import type { Logger } from "../../core/ports/logger";
import { PRODUCT } from "../texts/product";
import { LogTail } from "./log-tail";
import { outputLogger } from "./output-logger";
import { logView } from "./show-log";

/** The log: what writes to it, and what shows it. */
export function createLog({ logUri, subscriptions }: Pick<vscode.ExtensionContext, "logUri" | "subscriptions">): {
  logger: Logger;
  showLog(): Promise<void>;
} {
  const channel = vscode.window.createOutputChannel(PRODUCT, { log: true });
  const tail = new LogTail();
  const view = logView(channel, tail, logUri);
  subscriptions.push(channel, view);
  return { logger: tail.recording(outputLogger(channel)), showLog: () => view.show() };
}
