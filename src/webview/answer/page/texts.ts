import { t } from "../../shared/l10n";

/** Every text the answer page itself adds. */
export const texts = {
  conversation: t("Conversation"),
  turn: (number: number) => t("Question {0}", number),
  box: (begun: boolean) =>
    begun
      ? t("Ask on… (Enter sends, Shift+Enter breaks the line)")
      : t("Ask… (Enter sends, Shift+Enter breaks the line)"),
  nothingAsked: t("Nothing has been asked here yet. Type a question below, or have the code beside this looked at."),
  runPrompt: t("Run Prompt…"),
  context: t("What goes with the question"),
  queuedQuestions: t("Questions that wait"),
  waits: (question: string) => t("Waiting: {0}", question),
  takeBack: t("Take this question back"),
  addContext: t("Add context (selection, file, problems, staged changes)"),
  showContext: t("Show what would be sent with the question"),
  removeChip: (label: string) => t("Leave {0} out", label),
  chooseModel: (name: string, now: string) => t("{0}: {1} Choose another model.", name, now),
  send: t("Send"),
  openSettings: t("Open Settings"),
  earlier: t("Open an earlier conversation"),
  newConversation: t("New conversation"),
  gone: t("The extension has stopped. What came is kept here."),
  reload: t("Reload the window"),
  answer: t("Answer"),
  way: t("The way this answer took"),
  toolbar: t("Answer actions"),
  stop: t("Stop"),
  copy: t("Copy"),
  copied: t("Copied"),
  insert: t("Insert at Cursor"),
  insertCode: t("Insert"),
  apply: t("Apply"),
  discard: t("Discard"),
  replaceByCode: t("Replace the code that was asked about"),
  askAgain: t("Ask Again"),
  copyCode: t("Copy code"),
  plain: t("text"),
  diagram: t("Diagram"),
  diagramAlt: t("Diagram; its source says the same in words."),
  showSource: t("Show the source"),
  showDiagram: t("Show the diagram"),
  diagramFailed: (reason: string) => t("No diagram: {0}", reason),
  diagramLong: t("No diagram: the source is too long to be drawn."),
  diagramSlow: t("No diagram: drawing it took too long."),
  formulaFailed: (reason: string) => t("No formula: {0}", reason),
  plainFromHere: t("Shown as plain text from here on: what follows is too long to be laid out."),
  asked: t("Asked."),
  /** @param ending why the answer ends where it does, if that is worth a word */
  answered: (ending: string) => t("The answer is there. {0}", ending).trim(),
  failedWith: (message: string) => t("No answer: {0}", message),
  stopped: t("Stopped."),
  interrupted: t("Interrupted: the window or the extension ended in the middle. What had come is kept."),
  noAnswer: t("Stopped before an answer came."),
  discarded: (reason: string) => t("Restarted: {0}. What had come is kept here.", reason),
  asking: (endpoint: string) => (endpoint === "" ? t("Asking…") : t("Asking {0}…", endpoint)),
  queued: (endpoint: string, position: number) =>
    position > 1
      ? t("Waiting for {0} other requests to {1}…", position, endpoint)
      : t("Waiting for another request to {0}…", endpoint),
  loading: (model: string) => t("Loading {0}…", model),
  thinking: (endpoint: string) => t("{0} is thinking…", endpoint),
  answering: (endpoint: string) => (endpoint === "" ? t("Answering…") : t("{0} is answering…", endpoint)),
  pulling: (model: string, text: string) =>
    text === "" ? t("Pulling {0}…", model) : t("Pulling {0}: {1}", model, text),
  nextTry: (seconds: number) =>
    seconds <= 0
      ? t("the next call is a trial")
      : seconds < 120
        ? t("next try in {0} s", seconds)
        : t("next try in {0} min", Math.ceil(seconds / 60)),
  elapsed: (seconds: number) => t("{0} s", seconds),
  silent: (elapsed: string, seconds: number) => t("{0} · nothing has come for {1} s", elapsed, seconds),
  remaining: (seconds: number) => t("{0} s left", seconds),
};
