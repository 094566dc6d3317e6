import { closeSync, mkdirSync, openSync, unlinkSync, watch, type FSWatcher } from "node:fs";
import { join } from "node:path";

/** A ring that this window itself has not heard for so long, in milliseconds, no other window has heard. */
const ECHO_MS = 5_000;
/** One ring is several events of the file system; they are looked at together. */
const SETTLE_MS = 20;

export interface BellListener {
  /** Some window, perhaps this one, has rung. */
  onRing(): void;
  /** Whether rings are heard is another now. */
  onHearing(): void;
}

type Hearing =
  | { kind: "off" }
  /** Rings are not heard, or not known to be. */
  | { kind: "deaf"; watcher?: FSWatcher }
  | { kind: "hearing"; watcher: FSWatcher };

/**
 * How windows wake each other without any of them looking again and again: whoever rings makes a file in a folder of its own and removes it, and the file system
 * tells who watches that folder. Not every file system does so (network drives, some containers), which nobody says beforehand; so what counts is whether this
 * window hears its own rings. A file is only ever made anew: whatever lies in its place is not opened.
 */
export class WindowBell {
  readonly #folder: string;
  readonly #listener: BellListener;
  readonly #echoMs: number;
  #hearing: Hearing = { kind: "off" };
  #echo: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;

  /** @param folder its own; made when it is needed */
  constructor(folder: string, listener: BellListener, echoMs = ECHO_MS) {
    this.#folder = folder;
    this.#listener = listener;
    this.#echoMs = echoMs;
  }

  /** False: what other windows do has to be looked for. */
  get isHeard(): boolean {
    return this.#hearing.kind === "hearing";
  }

  /** Begins to listen, or anew where nothing is heard; rings, because only that tells whether it can be heard. */
  listen(): void {
    if (this.isHeard) return;
    this.#close();
    this.#hearing = { kind: "deaf" };
    try {
      mkdirSync(this.#folder, { recursive: true });
      const watcher = watch(this.#folder, { persistent: false }, () => this.#heard(watcher));
      watcher.on("error", () => this.#goDeaf());
      this.#hearing = { kind: "deaf", watcher };
    } catch {
      return;
    }
    this.ring();
  }

  stopListening(): void {
    this.#close();
    this.#hearing = { kind: "off" };
  }

  /** Wakes the other windows that listen. Never throws: where it cannot be done, it is not heard here either. */
  ring(): void {
    const file = join(this.#folder, "ring");
    for (const act of [() => closeSync(openSync(file, "wx")), () => unlinkSync(file)]) {
      try {
        act();
      } catch {
        // Another window rings at this very moment, or there is no such folder.
      }
    }
    if (this.#hearing.kind !== "off") this.#echo ??= setTimeout(() => this.#goDeaf(), this.#echoMs).unref();
  }

  #heard(watcher: FSWatcher): void {
    clearTimeout(this.#echo);
    this.#echo = undefined;
    if (this.#hearing.kind === "deaf") {
      this.#hearing = { kind: "hearing", watcher };
      this.#listener.onHearing();
    }
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined;
      this.#listener.onRing();
    }, SETTLE_MS);
  }

  #goDeaf(): void {
    const heard = this.isHeard;
    this.#close();
    this.#hearing = { kind: "deaf" };
    if (heard) this.#listener.onHearing();
  }

  #close(): void {
    clearTimeout(this.#echo);
    clearTimeout(this.#settling);
    this.#echo = this.#settling = undefined;
    if ("watcher" in this.#hearing) this.#hearing.watcher.close();
  }
}
