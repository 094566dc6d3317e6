import { buttons } from "../texts/standing";

/** What a button under a failed answer, or on a notice, does. */
export type Action =
  | { do: "start_ollama" }
  | { do: "get_ollama" }
  | { do: "add_endpoint" }
  /** Makes the editor's own models an endpoint. */
  | { do: "use_editor_models" }
  | { do: "pull"; endpoint: string; model: string }
  | { do: "set_key"; endpoint: string }
  /** Where the provider sells credit. */
  | { do: "open_billing"; url: string }
  | { do: "open_settings"; setting: string }
  /** Ends the wait of these open breakers and asks again. */
  | { do: "try_now"; endpoints: string[] }
  | { do: "ask_again" }
  /** Ends every simulated outage and asks again. */
  | { do: "end_simulation" }
  | { do: "shorten" }
  | { do: "reload_window" }
  | { do: "check_health" }
  | { do: "show_log" };

export function labelOf(action: Action): string {
  switch (action.do) {
    case "start_ollama":
      return buttons.startOllama;
    case "get_ollama":
      return buttons.getOllama;
    case "add_endpoint":
      return buttons.addEndpoint;
    case "use_editor_models":
      return buttons.useEditorModels;
    case "pull":
      return buttons.pull(action.model);
    case "set_key":
      return buttons.setKey;
    case "open_billing":
      return buttons.openBilling;
    case "open_settings":
      return buttons.openSettings;
    case "try_now":
      return buttons.tryNow;
    case "ask_again":
      return buttons.askAgain;
    case "end_simulation":
      return buttons.endSimulation;
    case "shorten":
      return buttons.shorten;
    case "reload_window":
      return buttons.reloadWindow;
    case "check_health":
      return buttons.checkHealth;
    case "show_log":
      return buttons.showLog;
  }
}

/** Each of them once. */
export function unique(actions: Action[]): Action[] {
  return [...new Map(actions.map((action) => [JSON.stringify(action), action])).values()];
}
