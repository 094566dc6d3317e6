import { spawn, type ChildProcess } from "node:child_process";
import { homedir } from "node:os";
import * as vscode from "vscode";

/**
 * A program of the machine where the extension runs, behind a terminal. In a window on another machine the editor's own terminals are there, whoever opens
 * them; this one is not. Closing it ends the program.
 */
export class LocalProcess implements vscode.Pseudoterminal {
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;
  readonly #command: readonly string[];
  #process: ChildProcess | undefined;

  /** @param command the program and its arguments; no shell reads them */
  constructor(command: readonly string[]) {
    this.#command = command;
  }

  open(): void {
    const [program = "", ...args] = this.#command;
    const write = (text: string): void => this.#written.fire(text.replace(/\r?\n/g, "\r\n"));
    write(`${this.#command.join(" ")}\n`);
    const process = (this.#process = spawn(program, args, { cwd: homedir(), stdio: ["ignore", "pipe", "pipe"] }));
    for (const stream of [process.stdout, process.stderr]) stream?.setEncoding("utf8").on("data", write);
    process.on("error", (error) => write(`${error.message}\n`));
    process.on("close", (code) => this.#closed.fire(code ?? 1));
  }

  close(): void {
    this.#process?.kill();
    this.#written.dispose();
    this.#closed.dispose();
  }

  handleInput(data: string): void {
    // Ctrl+C.
    if (data === "\x03") this.#process?.kill("SIGINT");
  }
}
