import assert from "node:assert/strict";
import { request, status } from "../faults/harness";
import { cloudAt, plainAnswer, Wires } from "./wires";

const money: [code: number, body: unknown][] = [
  [500, { error: { message: "insufficient balance", type: "server_error" } }],
  [403, { error: { message: "Insufficient Balance", type: "invalid_request_error" } }],
  [402, { error: { message: "Payment Required" } }],
  [400, { error: { message: "Your credit balance is too low to access the API." } }],
  [401, { error: { message: "Your account has insufficient credits to run this request." } }],
  [404, { error: { message: "You have run out of credits. Please top up your account." } }],
  [429, { error: { message: "You exceeded your current quota, please check your plan and billing details." } }],
  [429, { error: { message: "Account balance is insufficient", code: 30001 } }],
  [503, { error: { message: "payment required: no payment method on file" } }],
  [403, { error: { code: "Arrearage", message: "Access denied, please make sure your account is in good standing." } }],
  [403, { error: { code: "billing_not_active", message: "Your account is not active, please check your billing." } }],
  [403, { error: { status: "PERMISSION_DENIED", message: "This API method requires billing to be enabled." } }],
  [500, { error: "insufficient_user_quota: the remaining quota is $0.00" }],
  [403, { detail: "Quota exhausted for this month" }],
  [400, { error: { message: "prepaid credits are depleted" } }],
];

const place: [code: number, body: unknown][] = [
  [
    403,
    {
      error: {
        message: "Country, region, or territory not supported",
        code: "unsupported_country_region_territory",
        type: "request_forbidden",
      },
    },
  ],
  [
    400,
    { error: { status: "FAILED_PRECONDITION", message: "User location is not supported for the API use.", code: 400 } },
  ],
  [401, { error: { message: "This service is not available in your country." } }],
  [404, { error: { message: "The model is not available in your region." } }],
  [429, { error: { message: "Access from unsupported regions is not allowed" } }],
  [500, { error: { message: "Access to Anthropic models is not allowed from unsupported countries." } }],
  [451, { error: { message: "Unavailable" } }],
  [403, { error: "Your territory is not supported" }],
];

/** What only sounds like one of the two. */
const neither: [code: number, body: unknown, kind: string][] = [
  [
    429,
    {
      error: {
        message:
          "Rate limit reached for m: Limit 3 / min. Please try again in 0.1s. Add a payment method in your billing settings to raise it.",
        code: "rate_limit_exceeded",
      },
    },
    "rate_limited",
  ],
  [400, { error: { message: "Unrecognized request argument supplied: billing_id" } }, "bad_request"],
  [403, { error: { message: "Your key may not use this model" } }, "auth"],
  [500, { error: { message: "memory region not mapped" } }, "server_error"],
];

describe("money and place, whatever the status", () => {
  let wires: Wires;
  beforeEach(() => (wires = new Wires()));
  afterEach(() => wires.close());

  const refusing = (code: number, body: unknown): Promise<string> =>
    wires.http((_request, response) =>
      response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body)),
    );
  const chain = [
    { endpoint: "cloud", timeoutMs: 5_000 },
    { endpoint: "cloud", timeoutMs: 5_000 },
    { endpoint: "other", timeoutMs: 5_000 },
  ];

  for (const [kind, answers, says] of [
    ["quota", money, /used up|credit|quota/i],
    ["region", place, /country|region|place/i],
  ] as const) {
    for (const [code, body] of answers) {
      it(`${kind}: ${code} ${JSON.stringify(body).slice(0, 90)}`, async () => {
        const other = await wires.http(plainAnswer);
        const service = wires.service([cloudAt(await refusing(code, body)), cloudAt(other, { id: "other" })], {
          chain,
        });
        const { attempts, completion } = await request(service, "complete");
        assert.deepEqual(
          attempts.map(({ endpoint, kind: found, status: seen }) => [endpoint, found, seen]).slice(0, 1),
          [["cloud", kind, code]],
          JSON.stringify(attempts),
        );
        assert.equal(
          attempts.filter(({ endpoint, outcome }) => endpoint === "cloud" && outcome === "failure").length,
          1,
        );
        assert.match(attempts[0]?.message ?? "", says);
        assert.doesNotMatch(attempts[0]?.message ?? "", /\bkey\b/i);
        assert.equal(completion?.endpoint, "other");
        assert.equal(status(service, "cloud").metrics.totalFailures, 0);
      });
    }
  }

  for (const [code, body, kind] of neither) {
    it(`neither: ${code} ${JSON.stringify(body).slice(0, 90)}`, async () => {
      const { error } = await request(wires.service([cloudAt(await refusing(code, body))]), "complete");
      assert.equal(error?.kind, kind, error?.message);
    });
  }

  it("a place that is not served is tried anew the next time: one may have travelled", async () => {
    let requests = 0;
    const url = await wires.http((incoming, response) =>
      ++requests === 1
        ? response.writeHead(403).end('{"error":{"message":"not available in your country"}}')
        : plainAnswer(incoming, response),
    );
    const service = wires.service([cloudAt(url)]);
    assert.equal((await request(service, "complete")).error?.kind, "region");
    assert.equal((await request(service, "complete")).completion?.endpoint, "cloud");
  });
});
