import { inert, quote } from "../../core/foreign/foreign-text";
import { count as number, decimal } from "../../core/l10n/numbers";
import { t } from "../../core/l10n/t";
import { bytes } from "./format";

/** What is said where a person chooses whom to ask, downloads a model and adds an endpoint. */

export const choose = {
  title: t("LLM: Choose Model"),
  placeholder: t("Choose whom questions go to"),
  whole: (label: string, model: string | undefined) =>
    model === undefined ? t("{0} · whichever model it has", label) : t("{0} · {1} by default", label, model),
  looking: t("Looking for models…"),
  none: t("no model that can chat"),
  noList: t("has no list of models"),
  tooSlow: (ms: number) => t("gave no list of models within {0} s", decimal(ms / 1000)),
  noModels: (why: string) => t("No models to choose from: {0}", inert(why)),
  resident: t("in memory"),
  pull: t("Pull Model…"),
  add: t("Add Endpoint…"),
  gone: (what: string) => t("{0} is not there any more: questions go to the chain again.", quote(what)),
};

export const pull = {
  title: t("LLM: Pull Model"),
  none: t("No endpoint can download models: add an Ollama first."),
  which: t("Which endpoint is to download it?"),
  name: t("Type a model's name as its library has it, such as llama3.2:1b"),
  named: (model: string) => t("Pull {0}", model),
  suggestion: t("a suggestion"),
  unusual: t("This is not a model's name: it may hold letters, digits and . _ - / : only."),
  running: (model: string, endpoint: string) => t("Pulling {0} at {1}", quote(model), quote(endpoint)),
  large: (model: string, size: number) => t("{0} is a download of {1}.", quote(model), bytes(size)),
  largeDetail: (endpoint: string) =>
    t("It is kept by {0}, and can be cancelled and gone on with at any time.", quote(endpoint)),
  goOn: t("Download"),
  done: (model: string, endpoint: string) => t("{0} is at {1} now.", quote(model), quote(endpoint)),
  useIt: t("Use It for Questions"),
};

export const add = {
  title: t("LLM: Add Endpoint"),
  type: t("What kind of server is it?"),
  address: {
    placeholder: (example: string) => t("The server's address, such as {0}", example),
    prompt: (server: string) =>
      t("{0}'s address; it is asked whether it answers, and nothing else is sent yet.", server),
    looking: (url: string) => t("Asking {0} whether it answers", quote(url)),
  },
  name: {
    placeholder: t("A short name"),
    prompt: t("The name under which it stands in the status bar and in the chain."),
    taken: (id: string) => t("There is an endpoint “{0}” already: choose another name.", quote(id)),
    tooLong: (most: number) => t("A name has at most {0} characters.", most),
  },
  key: {
    placeholder: t("Paste the API key"),
    prompt: (seen: string) =>
      t(
        "Asked just now: {0}. A key is stored in the editor's secret storage and sent to this address only; leave this empty where it needs none.",
        inert(seen),
      ),
    stored: t("A key for this address is stored already: leave this empty to keep it."),
    looking: (url: string) => t("Asking {0} with the key", quote(url)),
  },
  model: {
    placeholder: t("Choose a model, or type its name"),
    looking: (id: string) => t("Asking {0} for its models", quote(id)),
    automatic: t("Automatic"),
    automaticDetail: t("Whichever it has: the newest, or the one in memory."),
    typed: t("as typed"),
  },
  probe: {
    placeholder: t("Choose how to go on"),
    again: t("Try Again"),
    back: t("Back"),
    anyway: t("Add Anyway"),
    anywayDetail: t("Its breaker keeps questions from it until it answers."),
    refuses: t("answers, but not as it should"),
    refusesKey: t("this key is not accepted"),
    wantsKey: t("answers and wants an API key"),
    noModel: t("answers, but has no model yet"),
    models: (count: number) =>
      count === 1 ? t("answers, and has 1 model") : t("answers, and has {0} models", number(count)),
  },
  notThis: (expected: string) => t("This must be {0}.", expected),
  badSettings: (problem: string) =>
    t("The endpoints in the settings have to be put right before one can be added: {0}", quote(problem)),
  done: (id: string) => t("“{0}” is among the endpoints.", quote(id)),
  failed: (reason: string) => t("The endpoint could not be added: {0}", quote(reason)),
  useIt: t("Ask Only It"),
};
