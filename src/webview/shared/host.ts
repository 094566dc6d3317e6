/** The page's line to its panel. */
export interface Host<ToHost> {
  post(message: ToHost): void;
  /** What the page remembers over being hidden, as plain JSON. */
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** May be called once in the life of a page. */
export function connectToHost<ToHost>(): Host<ToHost> {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    getState: () => api.getState(),
    setState: (state) => api.setState(state),
  };
}

/** Calls `take` with every message that `parse` knows; others are not for this page. */
export function onHostMessage<ToPage>(
  parse: (raw: unknown) => ToPage | undefined,
  take: (message: ToPage) => void,
): void {
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    const message = parse(event.data);
    if (message !== undefined) take(message);
  });
}
