import { shownUrl } from "../../foreign/shown-url";
import { ended } from "../../failure/classify-context";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { t } from "../../l10n/t";
import { MAX_MODELS, MAX_NAME_CHARS } from "../../model/limits";
import type { OllamaModel } from "./ollama-schemas";

/** A model that cannot chat, as far as the list tells. Versions without capabilities in it leave the family, and what people call such models. */
const embedsOnly = ({ name, capabilities, details }: OllamaModel): boolean =>
  capabilities?.length
    ? !capabilities.includes("completion")
    : /bert/.test(details?.family ?? "") || /embed/i.test(name);

/** The models of a list, within bounds: a name that is too long is none that could be asked for. */
export const knownModels = (models: OllamaModel[]): OllamaModel[] =>
  models.slice(0, MAX_MODELS).filter(({ name }) => name.length <= MAX_NAME_CHARS);

/** The models that can chat, newest first. */
export function newestFirst(models: OllamaModel[]): OllamaModel[] {
  const age = ({ modified_at: at }: OllamaModel): number => (at === undefined ? 0 : Date.parse(at) || 0);
  return models.filter((model) => !embedsOnly(model)).sort((one, other) => age(other) - age(one));
}

/** Names of the models that can chat, newest first. */
export const namesNewestFirst = (models: OllamaModel[]): string[] => newestFirst(models).map(({ name }) => name);

export const noModelInstalled = (url: string): EndpointFailure =>
  new EndpointFailure("model_missing", t("No model is installed at {0}.", shownUrl(url)));

export const modelNotInstalled = (model: string, url: string): EndpointFailure =>
  new EndpointFailure("model_missing", ended(t("The model {0} is not installed at {1}", model, shownUrl(url))));
