import * as vscode from "vscode";
import type { EndpointStatus } from "../../core/service/types";
import { labelOf, type Action } from "../answer-panel/actions";
import type { HostContext } from "../context";
import { healthActions, healthIcon, healthSentence } from "../status-bar/health-words";
import { health as texts } from "../texts";

interface Item extends vscode.QuickPickItem {
  action?: Action;
}

/**
 * “LLM: Check Endpoint Health”: looks at every endpoint and lists what was found, with what can be done about it.
 * Resolves with the statuses once all are in; the list stays until the user leaves it.
 */
export const checkHealth = (context: HostContext) => async (): Promise<EndpointStatus[]> => {
  await context.ready();
  const ids = context.service.endpoints().map(({ id }) => id);
  const found = new Map<string, EndpointStatus>();
  const list = vscode.window.createQuickPick<Item>();
  const draw = (): void => void (list.items = ids.flatMap((id) => itemsOf(id, found.get(id))));
  list.title = texts.title;
  list.placeholder = texts.checking;
  list.busy = true;
  list.onDidAccept(() => {
    const action = list.selectedItems[0]?.action;
    if (!action) return;
    list.hide();
    context.perform(action).catch((error: unknown) => context.log.error("The action could not be done", error));
  });
  list.onDidHide(() => list.dispose());
  draw();
  list.show();

  await Promise.all(
    ids.map(async (id) => {
      found.set(id, await context.service.checkHealth(id));
      draw();
    }),
  );
  list.busy = false;
  list.placeholder = texts.placeholder;
  return context.service.endpoints();
};

function itemsOf(id: string, status: EndpointStatus | undefined): Item[] {
  if (!status) return [{ label: `$(loading~spin) ${id}` }];
  const cures = healthActions(status).map((action): Item => ({ label: `      ${labelOf(action)}`, action }));
  return [{ label: `${healthIcon(status, Date.now())} ${id}`, description: healthSentence(status, Date.now()), detail: status.url }, ...cures];
}
