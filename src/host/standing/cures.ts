import { hostOf, isLoopback } from "../../core/endpoint/address";
import { ruleOf, type Cure, type FailureKind } from "../../core/model/failure-kinds";
import { typeInfo } from "../../core/model/endpoint-types";
import type { EndpointStatus } from "../../core/model/endpoint";
import { unique, type Action } from "./actions";
import { billingPage } from "./billing-pages";

/** The model that “Pull …” offers where nobody named one. */
const SUGGESTED_MODEL = "llama3.2";

/** What a person can do about one kind of failure at one endpoint. */
export function cures(
  failed: { endpoint: string; kind?: FailureKind; model?: string; thoughtMs?: number },
  endpoints: EndpointStatus[],
  canShorten = false,
): Action[] {
  const status = endpoints.find(({ id }) => id === failed.endpoint);
  // Nothing was asked at all: no step of the chain has an endpoint.
  if (failed.kind === "internal" && failed.endpoint === "") return [settingsOf("chain")];
  if (failed.kind === "ttft_timeout" && failed.thoughtMs !== undefined) return [settingsOf("thinkingTimeout")];
  return failed.kind === undefined ? [] : cureActions(ruleOf(failed.kind).cure, failed, status, canShorten);
}

function cureActions(
  cure: Cure,
  failed: { endpoint: string; model?: string },
  status: EndpointStatus | undefined,
  canShorten: boolean,
): Action[] {
  if (typeof cure === "object") return [settingsOf(cure.setting)];
  switch (cure) {
    case "none":
      return [];
    case "start_server":
      return status && isStartable(status)
        ? [{ do: "start_ollama" }, { do: "get_ollama" }, settingsOf("endpoints")]
        : [settingsOf("endpoints")];
    case "restart_server":
      return status?.live === false && isStartable(status) ? [{ do: "start_ollama" }] : [];
    case "pull_model":
      if (!status || !typeInfo(status.type).pulls) return [settingsOf("endpoints")];
      return [
        { do: "pull", endpoint: status.id, model: failed.model ?? status.model ?? SUGGESTED_MODEL },
        settingsOf("endpoints"),
      ];
    case "set_key":
      return [{ do: "set_key", endpoint: failed.endpoint }, settingsOf("endpoints")];
    case "add_credit": {
      const url = status && billingPage(status.url);
      return [...(url === undefined ? [] : [{ do: "open_billing" as const, url }]), settingsOf("endpoints")];
    }
    case "reload_window":
      return [{ do: "reload_window" }];
    case "shorten_request":
      return canShorten ? [{ do: "shorten" }] : [];
  }
}

/** A key, a model and credit must be there before it is of use to ask; memory and patience are the endpoint's, and only asking tells. */
export function withTrial(kind: FailureKind, own: Action[], trial: Action[]): Action[] {
  const first =
    kind === "auth" || kind === "model_missing" ? own : own.filter((action) => action.do === "open_billing");
  return unique([...first, ...trial, ...own]);
}

/** True for a server on this machine that a terminal can start. */
export function isStartable(status: Pick<EndpointStatus, "type" | "url">): boolean {
  return typeInfo(status.type).program !== undefined && isLoopback(hostOf(status.url));
}

function settingsOf(setting: string): Action {
  return { do: "open_settings", setting: `llmBreaker.${setting}` };
}
