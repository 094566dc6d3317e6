import { EndpointFailure } from "../../failure/endpoint-failure";
import { shownUrl } from "../../foreign/shown-url";
import { t } from "../../l10n/t";
import { MAX_MODELS, MAX_NAME_CHARS } from "../../model/limits";
import type { AnthropicModel } from "./anthropic-schemas";

/** The models of a list, within bounds: a name that is too long is none that could be asked for. */
export const knownModels = (models: AnthropicModel[]): AnthropicModel[] =>
  models.slice(0, MAX_MODELS).filter(({ id }) => id.length <= MAX_NAME_CHARS);

/** A name without a date stands for the dated model that is listed: `claude-sonnet-4-5` for `claude-sonnet-4-5-20250929`. */
export const isListed = (models: string[], model: string): boolean =>
  models.some((id) => id === model || (id.startsWith(`${model}-`) && /^\d{8}$/.test(id.slice(model.length + 1))));

export const noModelListed = (url: string): EndpointFailure =>
  new EndpointFailure("model_missing", t("{0} lists no model; name one in the settings.", shownUrl(url)));
