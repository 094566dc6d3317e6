import { MAX_COLOURED_CHARS } from "../../../core/model/limits";

/** Code with its parts marked by class. Joined, the texts are the code. */
export type ColouredPart = string | { className: string; parts: ColouredPart[] };

export interface HighlightRequest {
  id: number;
  code: string;
  language: string;
}

/** `parts`: absent where the language is not known. */
export interface HighlightReply {
  id: number;
  parts: ColouredPart[] | undefined;
}

/** Nobody waits longer for colours, in milliseconds. */
const PATIENCE_MS = 2_000;

/** After so many listings that took too long no other gets colours: they are made to be slow. */
const MAX_GIVEN_UP = 3;

interface Job extends HighlightRequest {
  done(parts: ColouredPart[] | undefined): void;
}

/** Colours listings one after the other, on a thread of its own that is ended when it takes too long. */
class Highlighter {
  readonly #jobs: Job[] = [];
  #worker: Promise<Worker | undefined> | undefined;
  #givenUp = 0;
  #running = false;
  #lastId = 0;

  /** @returns undefined where there are no colours to be had */
  colour(code: string, language: string): Promise<ColouredPart[] | undefined> {
    return new Promise((done) => {
      this.#jobs.push({ id: ++this.#lastId, code, language, done });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let job = this.#jobs.shift(); job; job = this.#jobs.shift()) job.done(await this.#answer(job));
    this.#running = false;
  }

  async #answer({ id, code, language }: Job): Promise<ColouredPart[] | undefined> {
    if (this.#givenUp >= MAX_GIVEN_UP) return undefined;
    const worker = await (this.#worker ??= startWorker());
    if (!worker) return undefined;
    return new Promise((resolve) => {
      const finish = (parts: ColouredPart[] | undefined): void => {
        clearTimeout(timer);
        worker.onmessage = worker.onerror = null;
        resolve(parts);
      };
      const giveUp = (): void => {
        this.#givenUp++;
        this.#worker = undefined;
        worker.terminate();
        finish(undefined);
      };
      const timer = setTimeout(giveUp, PATIENCE_MS);
      worker.onmessage = ({ data }: MessageEvent<HighlightReply>) => {
        if (data.id === id) finish(data.parts);
      };
      worker.onerror = giveUp;
      worker.postMessage({ id, code, language } satisfies HighlightRequest);
    });
  }
}

const highlighter = new Highlighter();
const workerAddress = document.currentScript?.dataset["highlighter"];

/** A page of the editor may start a worker only from text that it has loaded itself. Undefined where there is none. */
async function startWorker(): Promise<Worker | undefined> {
  if (workerAddress === undefined) return undefined;
  try {
    const source = await (await fetch(workerAddress)).text();
    return new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  } catch {
    return undefined;
  }
}

/** The code with its parts marked by class, as DOM nodes; undefined where the language is not known or it takes too long. The text is the same in any case. */
export async function highlight(code: string, language: string): Promise<Node[] | undefined> {
  if (language === "" || code.length > MAX_COLOURED_CHARS) return undefined;
  const parts = await highlighter.colour(code, language);
  return parts && nodesOf(parts);
}

function nodesOf(parts: ColouredPart[]): Node[] {
  return parts.map((part) => {
    if (typeof part === "string") return document.createTextNode(part);
    const span = document.createElement("span");
    span.className = part.className;
    span.append(...nodesOf(part.parts));
    return span;
  });
}
