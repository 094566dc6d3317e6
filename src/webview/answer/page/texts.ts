/** Every text the answer page itself adds. */
export const texts = {
  answer: "Answer",
  way: "The way this answer took",
  toolbar: "Answer actions",
  stop: "Stop",
  copy: "Copy",
  copied: "Copied",
  insert: "Insert at Cursor",
  insertCode: "Insert",
  askAgain: "Ask Again",
  copyCode: "Copy code",
  plain: "text",
  plainFromHere: "Shown as plain text from here on: what follows is too long to be laid out.",
  stopped: "Stopped.",
  noAnswer: "Stopped before an answer came.",
  discarded: (reason: string) => `Restarted: ${reason}. What had come is kept here.`,
  asking: (endpoint: string) => (endpoint === "" ? "Asking…" : `Asking ${endpoint}…`),
  queued: (endpoint: string, position: number) =>
    position > 1
      ? `Waiting for ${position} other requests to ${endpoint}…`
      : `Waiting for another request to ${endpoint}…`,
  /** What is waited for begins with “until”, “before”, or is a sentence of its own. */
  waiting: (what: string) => (/^(until|before) /.test(what) ? `Waiting ${what}…` : what),
  loading: (model: string) => `Loading ${model}…`,
  thinking: (endpoint: string) => `${endpoint} is thinking…`,
  answering: (endpoint: string) => (endpoint === "" ? "Answering…" : `${endpoint} is answering…`),
  pulling: (model: string, text: string) => (text === "" ? `Pulling ${model}…` : `Pulling ${model}: ${text}`),
  nextTry: (seconds: number) =>
    seconds > 0
      ? `next try in ${seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`}`
      : "the next call is a trial",
  elapsed: (seconds: number) => `${seconds} s`,
  silent: (elapsed: string, seconds: number) => `${elapsed} · nothing has come for ${seconds} s`,
  remaining: (seconds: number) => `${seconds} s left`,
};
