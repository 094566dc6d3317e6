import fc from "fast-check";
import { createEndpointClient } from "../../../src/core/create-client";
import type { EndpointConfig } from "../../../src/core/model/endpoint";
import { FakeClock } from "../../support/fake-clock";
import { must } from "../alarm";
import { errorBodies, errorPages, listBodies } from "../corpus";
import { mustBeGoodFailure } from "../failure-check";
import { hostileReply } from "../hostile-text";
import { mutatedJson } from "../mutate";
import { scriptedBody, ScriptedTransport, type ScriptedReply } from "../scripted-body";
import { settles } from "../settles";
import { KEY, mustBeClean } from "../showable";
import { sizes, target } from "../target";

const endpoints: Record<string, EndpointConfig> = {
  ollama: { id: "local", type: "ollama", url: "http://localhost:11434", apiKey: KEY },
  anthropic: { id: "claude", type: "anthropic", url: "https://api.anthropic.com", apiKey: KEY },
  openai: { id: "cloud", type: "openai", url: "https://api.example/v1", apiKey: KEY },
};

interface ProbeCase {
  endpoint: string;
  ask: "checkLive" | "probe" | "resolveModel" | "isWarm" | "warmUp" | "pull";
  reply: ScriptedReply;
}

const given = new Error("given up by the caller");

/** What a server says of itself and of its models. */
export const probeTarget = target<ProbeCase>({
  name: "probes",
  about: "lists of models, versions, loads and downloads through the clients",
  input: (size) =>
    fc.record({
      endpoint: fc.constantFrom(...Object.keys(endpoints)),
      ask: fc.constantFrom("checkLive", "probe", "resolveModel", "isWarm", "warmUp", "pull"),
      reply: fc.record({
        status: fc.oneof(
          { weight: 5, arbitrary: fc.constant(200) },
          { weight: 1, arbitrary: fc.constantFrom(302, 401, 403, 404, 429, 500, 503) },
        ),
        headers: fc
          .constantFrom("application/json", "application/x-ndjson", "text/html", "")
          .map((type) => ({ "content-type": type })),
        body: scriptedBody(
          fc.oneof(
            { weight: 5, arbitrary: mutatedJson(listBodies, size, hostileReply(size)).map((json) => `${json}\n`) },
            { weight: 1, arbitrary: mutatedJson(errorBodies, size, hostileReply(size)) },
            { weight: 1, arbitrary: fc.constantFrom(...errorPages) },
          ),
          size,
        ),
      }),
    }),
  async run({ endpoint, ask, reply }, watch) {
    const clock = new FakeClock();
    const transport = new ScriptedTransport(reply, sizes.full.body);
    const client = createEndpointClient(endpoints[endpoint]!, { transport, clock, connectTimeoutMs: () => 1_000 });
    const abort = new AbortController();
    const { signal } = abort;
    const work = async (): Promise<void> => {
      switch (ask) {
        case "checkLive":
          return checkFound(await client.checkLive(signal));
        case "probe":
          return checkFound(await client.probe(undefined, signal));
        case "resolveModel":
          return void (await client.resolveModel(signal));
        case "isWarm":
          return void (await client.isWarm("llama3.2", signal));
        case "warmUp":
          return client.warmUp?.("llama3.2", signal);
        case "pull":
          if (client.pull)
            for await (const { status } of client.pull("llama3.2", signal))
              must(typeof status === "string", "wrong", () => "a progress without a word");
      }
    };
    watch.fromHere();
    const end = await settles(
      work(),
      clock,
      () => transport.idle,
      () => abort.abort(given),
    );
    must(clock.pending === 0, "growth", () => `${clock.pending} timers are left`);
    if ("error" in end && end.error !== given) mustBeGoodFailure(end.error);
  },
});

function checkFound({ message, models, model }: { message?: string; models?: string[]; model?: string }): void {
  if (message !== undefined) mustBeClean(message, "why it is not ready");
  must(
    models === undefined || models.every((name) => typeof name === "string"),
    "wrong",
    () => "a model's name is no text",
  );
  must(model === undefined || typeof model === "string", "wrong", () => "the model's name is no text");
}
