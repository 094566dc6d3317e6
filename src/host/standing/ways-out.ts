import type { Action } from "./actions";

/** What there is on this machine that could answer in the place of a server that does not run. */
export interface Means {
  /** Ollama is installed. */
  ollama: boolean;
  /** The editor offers models of its own, and no endpoint asks them yet. */
  editorModels: boolean;
}

const isOfProgram = (action: Action): boolean => action.do === "start_ollama" || action.do === "get_ollama";

/** Of what could be done about a local server that does not run, what leads to an answer here: to start what is installed, or to get it, or to ask somebody else. */
export function leadingOut(actions: Action[], { ollama, editorModels }: Means): Action[] {
  const at = actions.findIndex(isOfProgram);
  if (at === -1) return actions;
  const ways: Action[] = [
    { do: ollama ? "start_ollama" : "get_ollama" },
    { do: "add_endpoint" },
    ...(editorModels ? [{ do: "use_editor_models" } as const] : []),
  ];
  return [...actions.slice(0, at), ...ways, ...actions.slice(at).filter((action) => !isOfProgram(action))];
}
