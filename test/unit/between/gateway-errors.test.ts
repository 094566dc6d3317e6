import assert from "node:assert/strict";
import { request } from "../faults/harness";
import { cloudAt, plainAnswer, Wires } from "./wires";

/** Bodies in which gateways say why they refuse, and what of it has to be told. */
const refusals: [code: number, body: unknown, kind: string, says: RegExp][] = [
  [500, { detail: { error: "the worker fell over" } }, "server_error", /the worker fell over/],
  [400, { detail: { message: "this model's maximum context length is 8192 tokens" } }, "context_length", /too long/],
  [
    429,
    {
      fault: { faultstring: "Rate limit quota violation", detail: { errorcode: "policies.ratelimit.QuotaViolation" } },
    },
    "rate_limited",
    /Rate limit quota violation/,
  ],
  [403, { Message: "User is not authorized to access this resource" }, "auth", /not authorized/],
  [503, { Error: { Code: "ServiceUnavailable", Message: "Reduce your request rate" } }, "overloaded", /Reduce your/],
  [500, { type: "about:blank", title: "The upstream fell over", status: 500 }, "server_error", /upstream fell over/],
  [500, { errCode: 7, errMsg: "the engine fell over" }, "server_error", /the engine fell over/],
  [502, { code: 502, data: { error: { message: "the engine fell over" } } }, "server_error", /the engine fell over/],
  [503, "no healthy upstream", "overloaded", /no healthy upstream/],
  [401, { code: 401, msg: "无效的令牌", data: null }, "auth", /无效的令牌/],
  [403, { error: { message: "用户额度不足, 剩余额度: ＄0.00" } }, "quota", /额度不足/],
];

describe("a gateway that refuses in its own form", () => {
  let wires: Wires;
  beforeEach(() => (wires = new Wires()));
  afterEach(() => wires.close());

  for (const [code, body, kind, says] of refusals)
    it(`says why: ${code} ${JSON.stringify(body).slice(0, 60)}`, async () => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const url = await wires.http((_request, response) => void response.writeHead(code).end(text));
      const other = cloudAt(await wires.http(plainAnswer), { id: "other" });
      const { attempts, completion } = await request(wires.service([cloudAt(url), other]), "complete");
      assert.equal(attempts[0]?.kind, kind, attempts[0]?.message);
      assert.match(attempts[0]?.message ?? "", says);
      assert.equal(completion?.endpoint, kind === "context_length" ? undefined : "other");
    });
});
