import * as vscode from "vscode";
import { messages } from "../notify";
import type { MetricsOutputs } from "./metrics-outputs";
import { metricsTexts as texts } from "./texts";

/** `LLM: Copy Metrics`: puts all metrics on the clipboard, as Prometheus text. @returns the text */
export const copyMetrics =
  ({ metrics }: { metrics: Pick<MetricsOutputs, "text"> }) =>
  async (): Promise<string> => {
    const text = await metrics.text();
    await vscode.env.clipboard.writeText(text);
    messages.transient(texts.copied(seriesIn(text)), 5000);
    return text;
  };

const seriesIn = (text: string): number =>
  text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length;
