import { t } from "../../core/l10n/t";

/** Where one goes from a place that has nothing to show: what the button says, and the command behind it. */
export const WAYS_ON = {
  ask: { label: t("Ask…"), command: "llmBreaker.ask" },
  addEndpoint: { label: t("Add Endpoint…"), command: "llmBreaker.addEndpoint" },
  openFile: { label: t("Open File…"), command: "workbench.action.quickOpen" },
  sourceControl: { label: t("Open Source Control"), command: "workbench.view.scm" },
  problems: { label: t("Show Problems"), command: "workbench.actions.view.problems" },
} as const;

export type WayOn = keyof typeof WAYS_ON;
