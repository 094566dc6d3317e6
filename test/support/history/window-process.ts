import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { wait } from "./windows";

/** Where there is no way to see whether a process stands still, this is how long it gets, in milliseconds. */
const STOPPING_MS = 200;

/** A window as a process of its own (torture-child.ts), to be stopped, killed or ended at any moment. */
export class WindowProcess {
  /** Entries that it was told are stored. */
  readonly acknowledged: string[] = [];
  /** Reasons for which it keeps its history in memory only. */
  readonly inMemory: string[] = [];
  /** Its first entries are stored. */
  readonly begun: Promise<void>;
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(args: string[]) {
    this.#process = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#ended = once(this.#process, "close");
    let rest = "";
    this.begun = new Promise((resolve) => {
      this.#process.stdout!.setEncoding("utf8").on("data", (text: string) => {
        const lines = (rest + text).split("\n");
        // The last line may be cut off.
        rest = lines.pop()!;
        for (const line of lines) {
          if (line.startsWith("memory ")) this.inMemory.push(line);
          else this.acknowledged.push(...line.split(" "));
        }
        resolve();
      });
    });
  }

  /**
   * Waits until it stands still: the signal stops the thread that gets it, which stops the others. On a busy machine the one that writes may go on
   * long after the call has returned.
   */
  async stop(): Promise<void> {
    this.#process.kill("SIGSTOP");
    const threads = `/proc/${this.#process.pid}/task`;
    if (!existsSync(threads)) return wait(STOPPING_MS);
    while (!readdirSync(threads).every((thread) => isStopped(`${threads}/${thread}/stat`))) await wait(1);
  }

  goOn(): void {
    this.#process.kill("SIGCONT");
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#ended;
  }

  async end(): Promise<void> {
    this.#process.stdin!.end();
    await this.#ended;
  }
}

/** A thread's state stands after its name, which is in parentheses and may hold some itself. Stopped ones have a T. */
function isStopped(stat: string): boolean {
  const text = readFileSync(stat, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).startsWith("T");
}
