import type { Disposable } from "../../core/async/disposable";
import type { HistoryStore } from "../../core/history/types";
import type { LlmService } from "../../core/service/service-api";

/** What a request is called that no command of the editor made (another extension, by the API). */
const OTHER_CALLER = "API";

/** Writes into the history what the service tells: finished requests, transitions, health that changed, loads, the network. */
export function recordService(service: Pick<LlmService, "onEvent">, history: HistoryStore): Disposable {
  /** Endpoints whose opening another window has seen: its end is that window's to tell too, or told by the length of the opening. */
  const followed = new Set<string>();
  return service.onEvent((event) => {
    switch (event.type) {
      case "request": {
        const { label, ...record } = event.record;
        history.recordRequest({
          ...record,
          command: label?.command ?? OTHER_CALLER,
          ...(label?.title !== undefined && { title: label.title }),
        });
        break;
      }
      case "state":
        // What another window has done is in the history already.
        if (event.followed) followed.add(event.endpoint);
        else if (event.change.reason !== "recovery_timeout" || !followed.has(event.endpoint)) {
          followed.delete(event.endpoint);
          history.recordTransition(event.endpoint, event.change);
        }
        break;
      case "health": {
        const { endpoint, at, live, ready, warm } = event;
        history.here();
        if (event.changed)
          history.recordHealth({
            endpoint,
            at,
            live,
            ...(ready !== undefined && { ready }),
            ...(warm !== undefined && { warm }),
          });
        break;
      }
      case "loading":
        history.recordCondition({ endpoint: event.endpoint, condition: "loading", active: event.active, at: event.at });
        break;
      case "offline":
        history.recordCondition({ endpoint: undefined, condition: "offline", active: event.offline, at: event.at });
        break;
      case "status":
        break;
    }
  });
}
