import { ended } from "../../failure/classify-context";
import { shownUrl } from "../../foreign/shown-url";
import { t } from "../../l10n/t";
import { MAX_MODELS, MAX_NAME_CHARS } from "../../model/limits";
import { EndpointFailure } from "../../failure/endpoint-failure";

/** Names by which models that cannot chat are known; a list says nothing else about them. */
const notForChat = /embed|whisper|tts|dall-e|moderation|rerank|transcribe|realtime|image|audio|bge-|clip/i;

interface ListedModel {
  id: string;
  created?: number | undefined;
}

/** The models of a list, within bounds: a name that is too long is none that could be asked for. */
export const knownModels = (list: ListedModel[]): ListedModel[] =>
  list.slice(0, MAX_MODELS).filter(({ id }) => id.length <= MAX_NAME_CHARS);

/** Ids of the models that can chat, newest first where the list tells their age, else in its order. */
export function chatModels(list: ListedModel[]): string[] {
  return knownModels(list)
    .filter(({ id }) => !notForChat.test(id))
    .sort((one, other) => (other.created ?? 0) - (one.created ?? 0))
    .map(({ id }) => id);
}

/** Gemini lists `models/gemini-…` and takes both. */
export const isListed = (models: string[], model: string): boolean =>
  models.some((id) => id === model || id === `models/${model}`);

export const noModelLoaded = (url: string): EndpointFailure =>
  new EndpointFailure("model_missing", ended(t("No model is loaded at {0}", shownUrl(url))));
