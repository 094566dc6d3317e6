import assert from "node:assert/strict";
import { answer, fail } from "../../../../test/support/scripted-client";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { EndpointError } from "../../failure/errors";
import type { ServiceConfig } from "../../model/config";
import type { EndpointConfig } from "../../model/endpoint";
import type { RequestRecord } from "../../model/request";
import type { StreamEvent } from "../../model/service-events";

const cloud: EndpointConfig = { id: "cloud", type: "openai", url: "https://api.example/v1", model: "big" };
const local: EndpointConfig = { id: "local", type: "ollama", url: "http://localhost:11434", model: "small" };
const both: ServiceConfig = { endpoints: [cloud, local], localOnly: true };
const isLocalOnly = (error: unknown): boolean => error instanceof EndpointError && error.kind === "local_only";

function watched(config: ServiceConfig, scripts: Parameters<typeof serviceUnderTest>[1]) {
  const records: RequestRecord[] = [];
  const world = serviceUnderTest(config, scripts);
  world.service.onEvent((event) => event.type === "request" && records.push(event.record));
  return { ...world, records };
}

describe("a service that stays local", () => {
  it("passes over what would leave at no cost, asks what is at home, and says so in its record", async () => {
    const { service, run, clients, records, leftovers } = watched(both, { cloud: [answer()], local: [answer()] });
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "local");
    assert.deepEqual(
      completion.attempts.map(({ endpoint, outcome, kind, durationMs }) => [endpoint, outcome, kind, durationMs]),
      [
        ["cloud", "skipped", "local_only", 0],
        ["local", "success", undefined, 100],
      ],
    );
    assert.equal(completion.responseTimeMs, 100, "nothing was waited for");
    assert.equal(records[0]!.localOnly, true);
    assert.deepEqual([clients["cloud"]!.calls.length, clients["cloud"]!.probes], [0, 0]);
    assert.equal(service.localOnly, true);
    await leftovers();
  });

  it("says of a request without any other endpoint why nothing was sent", async () => {
    const { service, run, records, clients } = watched(
      { endpoints: [cloud], localOnly: true, enableCircuitBreaker: false },
      { cloud: [answer()] },
    );
    await assert.rejects(run(service.complete("Hi")), (error: Error) => {
      assert.equal(
        error.message,
        "https://api.example/v1 is beyond this machine and its private network. Nothing was sent: “Local only” (llmBreaker.localOnly) is on.",
      );
      return isLocalOnly(error);
    });
    assert.deepEqual([records[0]!.kind, records[0]!.localOnly], ["local_only", true]);
    assert.equal(clients["cloud"]!.calls.length, 0);
    const [status] = service.endpoints();
    assert.equal(status!.barred?.kind, "local_only");
    assert.deepEqual([status!.state, status!.latched], ["closed", undefined]);
  });

  for (const [what, config] of [
    ["a model of the editor", { id: "cloud", type: "vscode-lm", url: "vscode-lm:editor" }],
    ["what is called local, and is not", { ...cloud, tier: "local" }],
    ["an Ollama elsewhere", { ...local, id: "cloud", url: "http://ollama.example:11434" }],
    ["a public address", { ...cloud, url: "http://93.184.216.34" }],
    ["a name that only looks like an address of the network", { ...cloud, url: "http://10.0.0.1.nip.io" }],
    ["what is reached through a proxy", { ...cloud, url: "http://10.0.0.1", proxy: "http://10.0.0.2:3128" }],
    ["an address with a user that looks like home", { ...cloud, url: "http://localhost@api.example" }],
  ] as [string, EndpointConfig][])
    it(`asks nothing of ${what}, by whatever way`, async () => {
      const { service, clients, run, leftovers } = watched(
        { endpoints: [config], localOnly: true },
        { cloud: [answer()] },
      );
      const client = clients["cloud"]!;
      const used: string[] = [];
      const used_ = (name: string) => () => {
        used.push(name);
        return Promise.reject(new Error(name));
      };
      for (const name of ["chat", "probe", "checkLive", "resolveModel", "isWarm"] as const)
        client[name] = used_(name) as never;
      const { signal } = new AbortController();
      await assert.rejects(run(service.complete("Hi", { endpoint: "cloud" })), isLocalOnly);
      await service.checkHealth("cloud");
      service.allowTrial("cloud");
      service.reset("cloud");
      assert.equal(await service.health.healthCheck(config.url), false);
      const held = service.client("cloud")!;
      await assert.rejects(held.chat({ model: "m", messages: [], stream: true }, signal, () => undefined));
      await assert.rejects(held.resolveModel(signal));
      await assert.rejects(held.isWarm("m", signal));
      for (const seen of [await held.probe("m", signal), await held.checkLive(signal)])
        assert.match(seen.message ?? "", /Local only/);
      assert.deepEqual(used, []);
      assert.equal(service.endpoints()[0]!.live, undefined, "nothing was seen of it");
      await leftovers();
    });

  it("asks what is at home, whatever it is called", async () => {
    for (const url of [
      "http://[::1]:1",
      "http://192.168.1.5",
      "http://gpu-box",
      "http://nas.local",
      "http://[fd00::1]",
    ]) {
      const config: EndpointConfig = { ...cloud, url, tier: "cloud" };
      const { service, run } = watched({ endpoints: [config], localOnly: true }, { cloud: [answer()] });
      assert.equal((await run(service.complete("Hi"))).endpoint, "cloud", url);
      await service.dispose();
    }
  });

  it("does not look at addresses that are no endpoint's", async () => {
    const { service } = watched(both, { cloud: [answer()], local: [answer()] });
    assert.equal(await service.health.healthCheck("http://127.0.0.1:1"), false);
    await service.dispose();
  });

  it("refuses a model that Ollama would send on, and goes on with another endpoint", async () => {
    const other: EndpointConfig = { ...local, id: "other", url: "http://localhost:11435" };
    const { service, run, clients } = watched(
      { endpoints: [{ ...local, model: "gpt-oss:120b-cloud" }, other], localOnly: true },
      { local: [answer()], other: [answer()] },
    );
    const completion = await run(service.complete("Hi"));
    assert.deepEqual([completion.endpoint, completion.attempts[0]!.kind], ["other", "local_only"]);
    assert.equal(clients["local"]!.calls.length, 0);
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0);
    await service.dispose();
  });

  it("ends what is under way to elsewhere when it begins, and asks at home", async () => {
    const { service, run, clients, records, leftovers } = watched(
      { endpoints: [cloud, local] },
      { cloud: [[{ text: "from the cloud" }, { hang: true }]], local: [answer("from home")] },
    );
    const events: StreamEvent[] = [];
    const asked = (async () => {
      for await (const event of service.stream("Hi")) {
        events.push(event);
        if (event.type === "delta" && event.text === "from the cloud") service.configure(both);
      }
    })();
    await run(asked);
    assert.equal(clients["cloud"]!.calls[0]!.ended, "aborted");
    assert.ok(events.some((event) => event.type === "restart" && event.reason === "local_only"));
    assert.equal(records[0]!.endpoint, "local");
    assert.equal(records[0]!.localOnly, undefined, "not all of it stayed at home");
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0, "that is not the endpoint's doing");
    await leftovers();
  });

  it("asks elsewhere again as soon as it is over", async () => {
    const { service, run } = watched(both, { cloud: [answer()], local: [fail("refused")] });
    await assert.rejects(run(service.complete("Hi")));
    service.configure({ ...both, localOnly: false });
    assert.equal((await run(service.complete("Hi"))).endpoint, "cloud");
    assert.equal(service.endpoints()[0]!.barred, undefined);
    await service.dispose();
  });

  it("is not guessed from what is no truth value", () => {
    for (const localOnly of ["true", "false", 1, 0, null])
      assert.throws(() => serviceUnderTest({ ...both, localOnly } as never, { cloud: [], local: [] }), TypeError);
  });
});
