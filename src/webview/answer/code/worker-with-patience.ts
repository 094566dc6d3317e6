/** What goes to such a thread, and what comes back. */
export interface Asked<Request> {
  id: number;
  request: Request;
}
export interface Answered<Reply> {
  id: number;
  reply: Reply;
}

export interface Patience {
  /** Nobody waits longer for one reply, in milliseconds. */
  ms: number;
  /** After so many that took too long nothing more is asked: what comes is made to be slow. */
  mostGivenUp: number;
}

interface Job<Request, Reply> extends Asked<Request> {
  done(reply: Reply | undefined): void;
}

/** Does one job after the other on a thread of its own, which is started when it is first needed and ended when a job takes too long. */
export class PatientWorker<Request, Reply> {
  readonly #jobs: Job<Request, Reply>[] = [];
  readonly #address: string | undefined;
  readonly #patience: Patience;
  #worker: Promise<Worker | undefined> | undefined;
  #givenUp = 0;
  #running = false;
  #lastId = 0;

  /** @param address of the thread's script; without one there is no reply to anything */
  constructor(address: string | undefined, patience: Patience) {
    this.#address = address;
    this.#patience = patience;
  }

  /** @returns undefined where no reply is to be had */
  ask(request: Request): Promise<Reply | undefined> {
    return new Promise((done) => {
      this.#jobs.push({ id: ++this.#lastId, request, done });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let job = this.#jobs.shift(); job; job = this.#jobs.shift()) job.done(await this.#answer(job));
    this.#running = false;
  }

  async #answer({ id, request }: Job<Request, Reply>): Promise<Reply | undefined> {
    if (this.#givenUp >= this.#patience.mostGivenUp) return undefined;
    const worker = await (this.#worker ??= startWorker(this.#address));
    if (!worker) return undefined;
    return new Promise((resolve) => {
      const finish = (reply: Reply | undefined): void => {
        clearTimeout(timer);
        worker.onmessage = worker.onerror = null;
        resolve(reply);
      };
      const giveUp = (): void => {
        this.#givenUp++;
        this.#worker = undefined;
        worker.terminate();
        finish(undefined);
      };
      const timer = setTimeout(giveUp, this.#patience.ms);
      worker.onmessage = ({ data }: MessageEvent<Answered<Reply>>) => {
        if (data.id === id) finish(data.reply);
      };
      worker.onerror = giveUp;
      worker.postMessage({ id, request } satisfies Asked<Request>);
    });
  }
}

/** A page of the editor may start a worker only from text that it has loaded itself. Undefined where there is none. */
async function startWorker(address: string | undefined): Promise<Worker | undefined> {
  if (address === undefined) return undefined;
  try {
    const source = await (await fetch(address)).text();
    return new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  } catch {
    return undefined;
  }
}
