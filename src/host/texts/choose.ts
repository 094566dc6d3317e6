import { inert, quote } from "../../core/foreign/foreign-text";
import { bytes } from "./format";

/** What is said where a person chooses whom to ask, downloads a model and adds an endpoint. */

export const choose = {
  title: "LLM: Choose Model",
  placeholder: "Choose whom questions go to",
  whole: (label: string, model: string | undefined) =>
    `${label} · ${model === undefined ? "whichever model it has" : `${model} by default`}`,
  looking: "Looking for models…",
  none: "no model that can chat",
  noList: "has no list of models",
  tooSlow: (ms: number) => `gave no list of models within ${ms / 1000} s`,
  noModels: (why: string) => `No models to choose from: ${inert(why)}`,
  resident: "in memory",
  pull: "Pull Model…",
  add: "Add Endpoint…",
  gone: (what: string) => `${quote(what)} is not there any more: questions go to the chain again.`,
};

export const pull = {
  title: "LLM: Pull Model",
  none: "No endpoint can download models: add an Ollama first.",
  which: "Which endpoint is to download it?",
  name: "Type a model's name as its library has it, such as llama3.2:1b",
  named: (model: string) => `Pull ${model}`,
  suggestion: "a suggestion",
  unusual: "This is not a model's name: it may hold letters, digits and . _ - / : only.",
  running: (model: string, endpoint: string) => `Pulling ${quote(model)} at ${quote(endpoint)}`,
  large: (model: string, size: number) => `${quote(model)} is a download of ${bytes(size)}.`,
  largeDetail: (endpoint: string) =>
    `It is kept by ${quote(endpoint)}, and can be cancelled and gone on with at any time.`,
  goOn: "Download",
  done: (model: string, endpoint: string) => `${quote(model)} is at ${quote(endpoint)} now.`,
  useIt: "Use It for Questions",
};

export const add = {
  title: "LLM: Add Endpoint",
  type: "What kind of server is it?",
  address: {
    placeholder: (example: string) => `The server's address, such as ${example}`,
    prompt: (server: string) => `${server}'s address; it is asked whether it answers, and nothing else is sent yet.`,
    looking: (url: string) => `Asking ${quote(url)} whether it answers`,
  },
  name: {
    placeholder: "A short name",
    prompt: "The name under which it stands in the status bar and in the chain.",
    taken: (id: string) => `There is an endpoint “${quote(id)}” already: choose another name.`,
    tooLong: (most: number) => `A name has at most ${most} characters.`,
  },
  key: {
    placeholder: "Paste the API key",
    prompt: (seen: string) =>
      `Asked just now: ${inert(seen)}. A key is stored in the editor's secret storage and sent to this address only; leave this empty where it needs none.`,
    stored: "A key for this address is stored already: leave this empty to keep it.",
    looking: (url: string) => `Asking ${quote(url)} with the key`,
  },
  model: {
    placeholder: "Choose a model, or type its name",
    looking: (id: string) => `Asking ${quote(id)} for its models`,
    automatic: "Automatic",
    automaticDetail: "Whichever it has: the newest, or the one in memory.",
    typed: "as typed",
  },
  probe: {
    placeholder: "Choose how to go on",
    again: "Try Again",
    back: "Back",
    anyway: "Add Anyway",
    anywayDetail: "Its breaker keeps questions from it until it answers.",
    refuses: "answers, but not as it should",
    refusesKey: "this key is not accepted",
    wantsKey: "answers and wants an API key",
    noModel: "answers, but has no model yet",
    models: (count: number) => `answers, and has ${count === 1 ? "1 model" : `${count.toLocaleString("en")} models`}`,
  },
  notThis: (expected: string) => `This must be ${expected}.`,
  badSettings: (problem: string) =>
    `The endpoints in the settings have to be put right before one can be added: ${quote(problem)}`,
  done: (id: string) => `“${quote(id)}” is among the endpoints.`,
  failed: (reason: string) => `The endpoint could not be added: ${quote(reason)}`,
  useIt: "Ask Only It",
};
