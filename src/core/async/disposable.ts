/** What holds a resource until told to let go; disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}
