import { quote } from "../../core/foreign/foreign-text";
import { count as number } from "../../core/l10n/numbers";
import { t } from "../../core/l10n/t";

/** API keys: asked for, stored, and where they would travel. */

export const keys = {
  pick: t("Which endpoint is the API key for?"),
  none: t("None of the endpoints takes an API key: add one in the cloud first."),
  title: (origin: string) => t("API key for {0}", quote(origin)),
  prompt: t(
    "Stored in the editor's secret storage and sent to this address only. Leave empty to remove the stored key.",
  ),
  stored: (origin: string) => t("The API key for {0} is stored.", quote(origin)),
  removed: (origin: string) => t("The API key for {0} is removed.", quote(origin)),
  unusual: t("This does not look like an API key: it holds blanks or line breaks."),
  unsendable: t(
    "This is not an API key: it holds characters that none has, such as the dots of a hidden one. Copy the key itself.",
  ),
  tooLong: (most: number) => t("This is not an API key: it has more than {0} characters.", number(most)),
  awaited: (origin: string) =>
    t(
      "The editor's secret storage does not answer; it may be waiting for its password. Until it does, requests go without the API key for {0}.",
      quote(origin),
    ),
  awaitedAnew: (origin: string) =>
    t(
      "The editor's secret storage does not answer; it may be waiting for its password. Until it does, the API key for {0} that was read last is used.",
      quote(origin),
    ),
  unreadable: (origin: string) =>
    t(
      "The editor's secret storage cannot read the API key for {0}. Requests go without it: set the key again.",
      quote(origin),
    ),
  unreadableAnew: (origin: string) =>
    t(
      "The editor's secret storage cannot read the API key for {0} any more. The one that was read last is used until the window is closed: set the key again.",
      quote(origin),
    ),
  storageAwaited: t("Waiting for the editor's secret storage. It may want its password."),
  inClear: (origin: string) => t("The API key for {0} travels unencrypted.", quote(origin)),
  inClearDetail: t(
    "Whatever is on the way to this address, a proxy too, can read it. Use an https:// address where the server has one.",
  ),
  storeAnyway: t("Store Anyway"),
};
