import type { Transport, TransportRequest, TransportResponse } from "../../src/core/ports/transport";

/** Answers everything with 404 and `{}`, and keeps where each request would have gone. */
export class RecordingTransport implements Transport {
  readonly urls: string[] = [];

  request({ url }: TransportRequest): Promise<TransportResponse> {
    this.urls.push(url);
    return Promise.resolve({
      status: 404,
      headers: { "content-type": "application/json" },
      body: new Blob(["{}"]).stream(),
    });
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
