import { strict as assert } from "node:assert";
import { EndpointFailure } from "../../failure/endpoint-failure";
import type { FailureKind } from "../../model/failure-kinds";
import { pullProgress } from "./ollama-pull";

const context = {
  url: "http://localhost:11434",
  type: "ollama" as const,
  model: "llama3.2",
  wallNow: 0,
};

async function endOf(...lines: object[]): Promise<unknown> {
  const body = new Blob(lines.map((line) => `${JSON.stringify(line)}\n`)).stream();
  try {
    for await (const _ of pullProgress(body, context, new AbortController().signal));
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("a download that fails", () => {
  const server = "Ollama at http://localhost:11434";
  const get = 'pull model manifest: Get "https://registry.ollama.ai/v2/library/llama3.2/manifests/latest"';
  const cases: [words: string, kind: FailureKind, message: string][] = [
    ["pull model manifest: file does not exist", "model_missing", "Ollama's library has no model called llama3.2."],
    [
      `${get}: dial tcp: lookup registry.ollama.ai on 127.0.0.53:53: no such host`,
      "stream_error",
      `${server} could not download llama3.2, because it does not reach registry.ollama.ai: dial tcp: lookup registry.ollama.ai on 127.0.0.53:53: no such host.`,
    ],
    [
      `${get}: proxyconnect tcp: dial tcp 10.0.0.1:3128: i/o timeout`,
      "stream_error",
      `${server} could not download llama3.2, because it does not reach registry.ollama.ai: proxyconnect tcp: dial tcp 10.0.0.1:3128: i/o timeout.`,
    ],
    [
      "write /models/blobs/sha256-1-partial: no space left on device",
      "stream_error",
      `${server} could not download llama3.2: write /models/blobs/sha256-1-partial: no space left on device.`,
    ],
  ];
  for (const [words, kind, message] of cases)
    it(`says so: ${words.slice(-40)}`, async () => {
      const error = await endOf({ status: "pulling manifest" }, { error: words });
      assert.ok(error instanceof EndpointFailure);
      assert.deepEqual([error.kind, error.message], [kind, message]);
    });
});
