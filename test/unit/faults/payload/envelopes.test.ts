import { streamed, type Pen } from "./pens";
import { understands } from "./payload";

/** The events of a good answer, each as its value. */
const events = (pen: Pen): object[] =>
  streamed(pen, "One ", "two")
    .split("\n")
    .map((line) => line.replace(/^data: /, ""))
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as object);

/** What gateways put around an answer that went well. */
const envelopes: [name: string, around: (inner: object) => object][] = [
  ["code 0 and data", (data) => ({ code: 0, msg: "ok", data })],
  ["a code and a sentence in another language", (data) => ({ code: 0, message: "请求成功", data })],
  ["a code as text", (data) => ({ code: "0", message: "操作成功", data })],
  ["a code of HTTP's", (data) => ({ code: 200, message: "Request processed.", data, timestamp: 1_700_000_000 })],
  ["a code of its own", (data) => ({ code: 20000, msg: "done", data })],
  ["success and result", (result) => ({ success: true, errors: [], messages: [], result })],
  ["result alone", (result) => ({ result })],
  ["a word", (data) => ({ status: "success", message: "Fine.", data })],
  ["names with capitals", (Data) => ({ Code: 0, Message: "请求成功", Data })],
  ["another name", (response) => ({ retCode: 0, retMsg: "OK, here it is", response })],
  ["two of them", (data) => ({ code: 0, data: { success: true, data } })],
  ["a text of JSON", (inner) => ({ code: 0, msg: "ok", data: JSON.stringify(inner) })],
  ["a text of JSON with a status", (inner) => ({ statusCode: 200, body: JSON.stringify(inner) })],
];

describe("an answer in an envelope", () => {
  for (const [name, around] of envelopes) {
    understands(`(${name}), whole, is the answer`, (pen) => JSON.stringify(around(pen.whole("One two"))), {
      content: "One two",
      finishReason: "stop",
    });
    understands(
      `(${name}), whole, on several lines, is the answer`,
      (pen) => JSON.stringify(around(pen.whole("One two")), null, 2),
      { content: "One two" },
    );
    understands(
      `(${name}) around each event is the answer`,
      (pen) => events(pen).map((event) => pen.event(around(event))),
      { content: "One two" },
    );
  }
  understands(
    "that says at the end once more that all is well loses nothing",
    (pen) =>
      pen.text("One two") + pen.event({ code: 0, message: "请求成功", data: null }) + pen.finish("stop") + pen.end,
    { content: "One two" },
  );
  understands(
    "that says that all is well, and holds nothing, is none",
    () => JSON.stringify({ code: 0, message: "请求成功", data: null }),
    { kind: "truncated" },
  );
  understands(
    "that holds something else is named for what it is",
    () => JSON.stringify({ code: 0, msg: "ok", data: { id: 7, name: "a user" } }),
    { kind: "malformed", says: /not an answer of its kind/ },
  );
  understands(
    "nested without end is refused, not followed",
    () => `${'{"data":'.repeat(2_000)}{}${"}".repeat(2_000)}`,
    { kind: "malformed" },
  );
});

/** Envelopes that say that the call went wrong, with a status of 200. */
const failures: [value: object, kind: string, says: RegExp][] = [
  [{ code: 401, msg: "无效的令牌", data: null }, "auth", /无效的令牌/],
  [{ code: "401", message: "invalid token" }, "auth", /invalid token/],
  [{ error_code: 110, error_msg: "Access token invalid or no longer valid" }, "auth", /no longer valid/],
  [{ errcode: 40001, errmsg: "invalid credential, access_token is invalid" }, "auth", /invalid credential/],
  [
    { success: false, errors: [{ code: 10000, message: "Authentication error" }], result: null },
    "auth",
    /Authentication/,
  ],
  [{ error: true, status: 401, message: "Unauthorized: the key reached its usage limit." }, "auth", /usage limit/],
  [{ code: 429, msg: "请求过于频繁，请稍后再试" }, "rate_limited", /请求过于频繁/],
  [{ error_code: 18, error_msg: "Open api qps request limit reached" }, "rate_limited", /qps/],
  [{ statusCode: 429, message: "Rate limit is exceeded. Try again in 20 seconds." }, "rate_limited", /20 seconds/],
  [{ code: 1302, msg: "您的账户已达到速率限制", success: false }, "rate_limited", /速率限制/],
  [{ code: 1113, msg: "您的账户已欠费，请充值后重试", success: false }, "quota", /已欠费/],
  [{ code: 10006, message: "账户余额不足", data: {} }, "quota", /余额不足/],
  [
    { choices: null, base_resp: { status_code: 1008, status_msg: "insufficient balance" } },
    "quota",
    /insufficient balance/,
  ],
  [{ error_code: 17, error_msg: "Open api daily request limit reached" }, "quota", /daily request limit/],
  [{ code: 503, msg: "系统繁忙，请稍后再试", data: null }, "overloaded", /系统繁忙/],
  [{ code: 50508, message: "System is too busy now. Please try again later.", data: null }, "overloaded", /too busy/],
  [{ status: "error", message: "当前分组上游负载已饱和，请稍后再试" }, "overloaded", /负载已饱和/],
  [
    {
      code: "ModelFactory.Model.Error",
      description: '{"code":50508,"message":"System is too busy now. Please try again later.","data":null}',
      detail: '{"code":50508,"message":"System is too busy now. Please try again later.","data":null}',
    },
    "overloaded",
    /System is too busy now/,
  ],
  [{ code: 1301, msg: "系统检测到输入或生成内容可能包含敏感内容" }, "content_filter", /敏感内容/],
  [{ code: 400, msg: "输入超过模型最大上下文长度" }, "context_length", /上下文长度/],
  [{ code: 404, msg: "模型不存在" }, "model_missing", /模型不存在|not installed/],
  [{ success: false, error: "boom went the engine" }, "stream_error", /boom went/],
  [{ success: false, reason: "boom went the engine" }, "stream_error", /boom went/],
  [{ ok: false, description: "boom went the engine" }, "stream_error", /boom went/],
  [{ status: "failed", title: "boom went the engine" }, "stream_error", /boom went/],
  [{ Response: { Error: { Code: "InternalError", Message: "boom went the engine" } } }, "stream_error", /boom went/],
  [{ code: -1, msg: "boom went the engine" }, "stream_error", /boom went/],
  [{ code: 500, data: { error: "boom went the engine" } }, "stream_error", /boom went/],
  [{ code: 0, data: { error: { message: "boom went the engine", code: 500 } } }, "stream_error", /boom went/],
  [{ code: 500, data: '{"error":{"message":"boom went the engine"}}' }, "stream_error", /.*/],
  [{ success: false }, "stream_error", /.*/],
  [{ code: 7 }, "stream_error", /.*/],
];

describe("an envelope of a failure", () => {
  for (const [value, kind, says] of failures) {
    const title = JSON.stringify(value).slice(0, 60);
    understands(`${title} is one of kind ${kind}`, () => JSON.stringify(value), { kind: kind as never, says }, [
      "openai",
      "ollama",
    ]);
    understands(`${title} as an event too`, (pen) => pen.event(value) + pen.end, { kind: kind as never, says }, [
      "openai",
    ]);
  }
  understands(
    "after text is the server's failure",
    (pen) => pen.text("One ") + pen.event({ code: 500, msg: "上游错误", data: null }) + pen.finish("stop") + pen.end,
    { kind: "stream_error", shown: "One ", says: /上游错误/ },
  );
});
