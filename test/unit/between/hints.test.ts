import assert from "node:assert/strict";
import { request, status } from "../faults/harness";
import { cloudAt, plainAnswer, Wires } from "./wires";

const HOUR_MS = 3_600_000;
const now = (): number => Date.now();

/** Headers of a 429, and between which milliseconds from now on the pause that follows must end; undefined: as without a hint. */
const hints: [name: string, headers: () => Record<string, string | string[]>, range: [number, number] | undefined][] = [
  ["epoch seconds", () => ({ "retry-after": String(Math.round(now() / 1_000) + 40) }), [30_000, 41_000]],
  ["epoch milliseconds", () => ({ "retry-after": String(now() + 40_000) }), [30_000, 41_000]],
  ["epoch microseconds", () => ({ "retry-after": String((now() + 40_000) * 1_000) }), [30_000, 41_000]],
  ["epoch nanoseconds", () => ({ "retry-after": `${now() + 40_000}000000` }), [30_000, 41_000]],
  [
    "epoch seconds with a fraction",
    () => ({ "retry-after": `${Math.round(now() / 1_000) + 40}.25` }),
    [30_000, 41_500],
  ],
  [
    "epoch seconds as milliseconds",
    () => ({ "retry-after-ms": String(Math.round(now() / 1_000) + 40) }),
    [30_000, 41_000],
  ],
  ["months", () => ({ "retry-after": "7776000" }), [HOUR_MS - 10_000, HOUR_MS]],
  [
    "months, as a date",
    () => ({ "retry-after": new Date(now() + 90 * 86_400_000).toUTCString() }),
    [HOUR_MS - 10_000, HOUR_MS],
  ],
  ["more digits than a number has", () => ({ "retry-after": "9".repeat(400) }), [HOUR_MS - 10_000, HOUR_MS]],
  ["negative", () => ({ "retry-after": "-30" }), undefined],
  ["a date that has passed", () => ({ "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }), undefined],
  ["an epoch that has passed", () => ({ "retry-after": "1445412480" }), undefined],
  ["zero", () => ({ "retry-after": "0" }), undefined],
  ["words", () => ({ "retry-after": "soon" }), undefined],
  ["a fraction", () => ({ "retry-after": "20.5" }), [15_000, 20_600]],
  ["twice", () => ({ "retry-after": ["20", "20"] }), [15_000, 20_500]],
  ["milliseconds", () => ({ "retry-after-ms": "20500.7" }), [15_000, 20_600]],
  ["milliseconds of Azure", () => ({ "x-ms-retry-after-ms": "20500" }), [15_000, 20_600]],
  [
    "a limit that is used up",
    () => ({ "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "20s" }),
    [15_000, 20_500],
  ],
  [
    "its spelling with another dash",
    () => ({ "x-rate-limit-remaining": "0", "x-rate-limit-reset": "20" }),
    [15_000, 20_500],
  ],
  ["the draft of the standard", () => ({ "ratelimit-remaining": "0", "ratelimit-reset": "20" }), [15_000, 20_500]],
  ["the later draft, one header", () => ({ ratelimit: '"default";r=0;t=20' }), [15_000, 20_500]],
  ["the earlier draft, one header", () => ({ ratelimit: "limit=100, remaining=0, reset=20" }), [15_000, 20_500]],
  ["a reset alone", () => ({ "x-ratelimit-reset": "20" }), [15_000, 20_500]],
  ["a reset alone, after", () => ({ "x-ratelimit-reset-after": "20.5" }), [15_000, 20_600]],
  [
    "a reset alone, as epoch",
    () => ({ "x-ratelimit-reset": String(Math.round(now() / 1_000) + 40) }),
    [30_000, 41_000],
  ],
  [
    "the reset of a limit that is not used up",
    () => ({ "x-ratelimit-remaining-requests": "5", "x-ratelimit-reset-requests": "20s" }),
    undefined,
  ],
];

describe("hints about when to ask again", () => {
  let wires: Wires;
  beforeEach(() => (wires = new Wires()));
  afterEach(() => wires.close());

  for (const [name, headers, range] of hints) {
    it(`${range ? "are heeded" : "are none"}: ${name}`, async () => {
      const url = await wires.http((_request, response) => response.writeHead(429, headers()).end("{}"));
      const service = wires.service([cloudAt(url)], { throttleBackoffMs: 2_000 });
      await request(service, "complete");
      const pause = (status(service, "cloud").notBefore ?? 0) - now();
      const [least, most] = range ?? [0, 2_001];
      assert.ok(pause >= least && pause <= most, `a pause of ${pause} ms`);
    });
  }

  const chain = [
    { endpoint: "cloud", timeoutMs: 5_000 },
    { endpoint: "cloud", timeoutMs: 5_000 },
    { endpoint: "other", timeoutMs: 5_000 },
  ];
  for (const code of [500, 503, 408]) {
    it(`a header that forbids it keeps from asking the same endpoint again: ${code}`, async () => {
      let asked = 0;
      const url = await wires.http((_request, response) => {
        asked++;
        response.writeHead(code, { "x-should-retry": "False " }).end("{}");
      });
      const other = await wires.http(plainAnswer);
      const service = wires.service([cloudAt(url), cloudAt(other, { id: "other" })], { chain });
      const { completion } = await request(service, "complete");
      assert.deepEqual([asked, completion?.endpoint], [1, "other"]);
    });
  }

  it("a header that asks for it does not make a bad request a good one", async () => {
    let asked = 0;
    const url = await wires.http((_request, response) => {
      asked++;
      response.writeHead(400, { "x-should-retry": "true" }).end('{"error":{"message":"no"}}');
    });
    const { error } = await request(wires.service([cloudAt(url)], { chain: [chain[0]!, chain[1]!] }), "complete");
    assert.deepEqual([asked, error?.kind], [1, "bad_request"]);
  });
});
