import type { WatchWish } from "../../../core/history/client/history-link";
import type { CurrentHistory } from "./current-history";
import type { OpenHistory } from "./history-file";
import { WindowBell } from "./window-bell";
import type { FromWorker } from "./worker-protocol";

/** How often other windows' writes are looked for, while somebody wants to know of all of them, or windows do not hear each other. */
const WATCH_MS = 500;

interface OtherWindowsDeps {
  history: Pick<CurrentHistory, "isClosed" | "with">;
  /** Where windows wake each other. */
  bellFolder: string;
  post(message: FromWorker): void;
  /** Does what nobody waits for; where it fails, that is told. */
  inBackground(what: string, work: () => void): void;
}

/** What other windows do that somebody in this one wants to know, and what wakes them: only a window that does not hear them looks again and again. */
export class OtherWindows {
  #wanted: WatchWish = { changes: false, snapshots: [] };
  #timer: NodeJS.Timeout | undefined;
  readonly #bell: WindowBell;
  readonly #deps: OtherWindowsDeps;

  constructor(deps: OtherWindowsDeps) {
    this.#deps = deps;
    this.#bell = new WindowBell(deps.bellFolder, {
      onRing: () => this.#look(),
      onHearing: () => this.#lookAgainAndAgain(),
    });
  }

  /** Somebody wants to know of every change. */
  get wantsChanges(): boolean {
    return this.#wanted.changes;
  }

  watch(wanted: WatchWish): void {
    const { history, inBackground } = this.#deps;
    if (history.isClosed) return;
    const before = this.#wanted;
    this.#wanted = wanted;
    inBackground("watch other windows", () =>
      history.with(({ engine }) => engine.startWatchingSnapshots(wanted.snapshots)),
    );
    if (!isOn(before) && isOn(wanted))
      inBackground("watch other windows", () => history.with(({ engine }) => engine.changedElsewhere()));
    if (wanted.snapshots.length > 0) this.#bell.listen();
    else this.#bell.stopListening();
    this.#lookAgainAndAgain();
  }

  /** Another file is the history now: nothing is as it was, and its engine knows of no wish. */
  takeUp({ engine }: OpenHistory): void {
    if (this.#wanted.snapshots.length > 0) engine.startWatchingSnapshots(this.#wanted.snapshots);
    if (this.#wanted.changes)
      this.#deps.post({ type: "changed", change: { requests: true, states: true, cleared: true } });
  }

  /** To be called now and then, for where nothing was heard for a while: the folder of the bell may have been removed, and is there again. */
  lookAndListen(): void {
    if (this.#wanted.snapshots.length > 0) this.#bell.listen();
    this.#look();
  }

  /** Has them look: there is news of breakers. */
  wake(): void {
    this.#bell.ring();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#bell.stopListening();
  }

  /** Only where nobody would wake this window. Writes that no breaker has a part in are rung for by nobody. */
  #lookAgainAndAgain(): void {
    const on = this.#wanted.changes || (this.#wanted.snapshots.length > 0 && !this.#bell.isHeard);
    if (on === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = on ? setInterval(() => this.#look(), WATCH_MS) : undefined;
  }

  #look(): void {
    if (!this.#deps.history.isClosed && isOn(this.#wanted))
      this.#deps.inBackground("look for other windows", () => this.#lookElsewhere());
  }

  #lookElsewhere(): void {
    const { history, post } = this.#deps;
    const change = history.with(({ engine }) => engine.changedElsewhere());
    if (change === undefined) return;
    if (this.#wanted.changes)
      post({ type: "changed", change: { requests: true, states: true, cleared: change === "cleared" } });
    if (this.#wanted.snapshots.length === 0) return;
    const changed = history.with(({ engine }) => engine.snapshotNews(this.#wanted.snapshots));
    if (changed.length > 0) post({ type: "snapshots", changed });
  }
}

const isOn = ({ changes, snapshots }: WatchWish): boolean => changes || snapshots.length > 0;
