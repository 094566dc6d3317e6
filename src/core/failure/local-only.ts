import { hostOf, isLoopback } from "../endpoint/address";
import { isPrivateAddress, isPrivateName } from "../endpoint/private-network";
import { bareHost } from "../foreign/address";
import { quote } from "../foreign/foreign-text";
import { shownUrl } from "../foreign/shown-url";
import { t } from "../l10n/t";
import { isHttp } from "../model/endpoint-types";
import type { EndpointConfig } from "../model/endpoint";
import { EndpointFailure } from "./endpoint-failure";

/** What is said of whatever would leave. The setting is named, because it may be a folder's. */
export const localOnlySentence = (what: string): string =>
  t("{0} Nothing was sent: “Local only” (llmBreaker.localOnly) is on.", what);

/** Why nothing may be sent to an address while all is to stay at home; undefined where that must be looked at by the address that its name leads to. */
export function leavesBy(url: string): string | undefined {
  const host = bareHost(hostOf(url));
  if (isLoopback(host) || isPrivateAddress(host) || isPrivateName(host)) return undefined;
  return t("{0} is beyond this machine and its private network.", shownUrl(url));
}

/** The refusal of an endpoint of which nothing may be asked while all is to stay at home; undefined where its own address decides when it is connected to. */
export function leaving({
  type,
  url,
  proxy,
}: Pick<EndpointConfig, "type" | "url" | "proxy">): EndpointFailure | undefined {
  const why = !isHttp(type)
    ? t("The editor's own models may run anywhere.")
    : (leavesBy(url) ??
      (proxy !== undefined && !isLoopback(hostOf(url))
        ? t("{0} is reached through a proxy, which may send on whatever it gets.", shownUrl(url))
        : undefined));
  return why === undefined ? undefined : refusal(why);
}

/** The refusal of a model that a server at home does not run itself: Ollama sends what is asked of these on to its maker. */
export function remoteModel(model: string): EndpointFailure | undefined {
  return /[:-]cloud$/i.test(model) ? refusal(t("The model {0} runs in Ollama's cloud.", quote(model))) : undefined;
}

/** @param what a sentence of why it would leave */
export const refusal = (what: string): EndpointFailure => new EndpointFailure("local_only", localOnlySentence(what));
