import { quote } from "../../core/foreign/foreign-text";
import { count as number } from "../../core/l10n/numbers";
import { t } from "../../core/l10n/t";
import { bytes, duration } from "./format";

/** Around an answer in its panel: its way, its end, and the conversation that it belongs to. */

export const conversation = {
  leftOut: (count: number) =>
    count === 1
      ? t("The first question of this conversation was left out: the model's window does not hold it.")
      : t("The first {0} questions of this conversation were left out: the model's window does not hold them.", count),
  command: "Ask",
  untitled: t("New Conversation"),
  newTitle: t("LLM: New Conversation"),
  open: t("LLM: Open Conversation"),
  openPlaceholder: t("Choose a conversation to go on with"),
  none: t("There are no conversations yet: ask something first."),
  lost: t("The conversation cannot be read any more."),
  turns: (count: number) => (count === 1 ? t("1 question") : t("{0} questions", count)),
  interrupted: t("interrupted"),
  notKept: t("The conversation could not be kept: it will be gone after a reload."),
  queueFull: t("So many questions wait already: wait for an answer, or stop the one that runs."),
};

export const way = {
  asking: (endpoint: string) => t("asking {0}", endpoint),
  answering: (endpoint: string) => t("{0} is answering", endpoint),
  retry: (endpoint: string) => t("{0} retry", endpoint),
  waiting: (ms: number) => t("waiting {0}", duration(ms)),
  queued: (endpoint: string) => t("queued for {0}", endpoint),
  loading: (model: string) => t("loading {0}", model),
  thinking: (endpoint: string) => t("{0} is thinking", endpoint),
  skipped: (endpoint: string, why: string) => t("{0} skipped: {1}", endpoint, why),
  failed: (endpoint: string, phrase: string) => `${endpoint}: ${phrase}`,
  answered: (endpoint: string, model: string, ms: number) =>
    t("answered by {0}, {1}, {2}", quote(endpoint), quote(model), duration(ms)),
  cached: (age: string) => t("answered from the cache, {0}", age),
  overtaken: (endpoint: string) => t("{0}: another answered first", endpoint),
  stopped: t("stopped by you"),
  interrupted: t("interrupted"),
};

export const answer = {
  panelTitle: t("LLM Answer"),
  tokens: (count: number) => (count === 1 ? t("1 token") : t("{0} tokens", number(count))),
  ended: (question: string) => t("The answer to “{0}” has ended.", quote(question)),
  showAnswer: t("Show Answer"),
  inAll: (ms: number) => t("{0} in all", duration(ms)),
  firstToken: (ms: number) => t("first token {0}", duration(ms)),
  on: (model: string, endpoint: string) => t("{0} on {1}", quote(model), quote(endpoint)),
  cut: t("The answer ends here because it reached the token limit."),
  unreadable: (pieces: number) =>
    pieces === 1
      ? t("A piece of this answer could not be read and is missing.")
      : t("{0} pieces of this answer could not be read and are missing.", pieces),
  promptCut: t(
    "The question is longer than the model's context, and the server left out a part of it: the answer may miss what stood there.",
  ),
  filtered: t("The answer ends here because the provider's content filter stopped it."),
  cached: (age: string) =>
    t("This is the cached answer to the same question, from {0}: no endpoint can answer right now.", age),
  reopened: (when: string) => t("Answered {0}; reopened from the history.", when),
  cutInHistory: t(
    "Question or answer were too long for the history: what is shown here, and what would be asked again, is its beginning.",
  ),
  pullingModel: (model: string) => t("Pulling {0}", quote(model)),
  pulling: (status: string, done?: number, total?: number) =>
    done !== undefined && total ? t("{0}: {1} of {2}", quote(status), bytes(done), bytes(total)) : quote(status),
};
