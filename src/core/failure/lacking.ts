import { t } from "../l10n/t";
import type { Need } from "../model/needs";

/** What is said of whoever cannot do what a request needs. */
interface Lacking {
  /** Without a full stop. @param model undefined: its name is not known */
  modelAt: (model: string | undefined, place: string) => string;
  modelOf: (model: string, endpoint: string, place: string) => string;
  /** Why an endpoint is not asked: nothing of its kind can. */
  server: (endpoint: string, server: string) => string;
  /** Why an endpoint is not asked: its model cannot. */
  itsModel: (endpoint: string, model: string) => string;
}

export const LACKING: Record<Need, Lacking> = {
  tools: {
    modelAt: (model, place) =>
      model === undefined
        ? t("The model at {0} cannot call tools", place)
        : t("{0} at {1} cannot call tools", model, place),
    modelOf: (model, endpoint, place) => t("The model {0} of {1} cannot call tools ({2}).", model, endpoint, place),
    server: (endpoint, server) => t("{0} is not asked: {1} cannot call tools.", endpoint, server),
    itsModel: (endpoint, model) => t("{0} is not asked: its model {1} cannot call tools.", endpoint, model),
  },
  images: {
    modelAt: (model, place) =>
      model === undefined
        ? t("The model at {0} cannot take images", place)
        : t("{0} at {1} cannot take images", model, place),
    modelOf: (model, endpoint, place) => t("The model {0} of {1} cannot take images ({2}).", model, endpoint, place),
    server: (endpoint, server) => t("{0} is not asked: {1} cannot take images.", endpoint, server),
    itsModel: (endpoint, model) => t("{0} is not asked: its model {1} cannot take images.", endpoint, model),
  },
};
