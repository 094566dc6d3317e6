/** An outage that some window has seen and nobody has told of yet is forgotten after so long, in milliseconds: that window may be gone. */
export const UNTOLD_OUTAGE_MS = 60_000;

/** Endpoints that are down and of which a person is to be told, by one window for all: windows note what they see, and one of them takes all of it. */
export interface SharedOutages {
  /** Returns at once. @param key which endpoint; noting it again changes nothing @param name what a person calls it */
  noteOutage(key: string, name: string): void;
  /**
   * What windows have noted and none has taken: that is the asker's to tell now, and nobody else's.
   * @returns the names, which are foreign, the first that was noted first
   */
  takeOutages(signal?: AbortSignal): Promise<string[]>;
}
