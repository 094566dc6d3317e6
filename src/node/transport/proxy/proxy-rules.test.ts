import { strict as assert } from "node:assert";
import { chooseProxy } from "./proxy-rules";
import type { TransportOptions } from "../base/options";
import { parseTarget } from "../base/target";

const choose = (url: string, options: TransportOptions = {}, explicit?: string): string | undefined =>
  chooseProxy(parseTarget(url), explicit, { env: {}, ...options });
const proxy = "http://proxy:3128";

describe("the choice of a proxy", () => {
  it("is none without settings and environment", () => assert.equal(choose("https://api.example"), undefined));
  it("is http.proxy for both schemes", () => {
    assert.equal(choose("https://api.example", { proxy }), proxy);
    assert.equal(choose("http://api.example", { proxy }), proxy);
  });
  for (const url of [
    "http://localhost:11434",
    "http://127.0.0.1",
    "http://127.9.9.9",
    "http://[::1]:8080",
    "http://a.localhost",
    "http://[::ffff:127.0.0.1]/",
    "http://0.0.0.0:11434",
  ]) {
    it(`is never one for ${url}`, () =>
      assert.equal(choose(url, { proxy, env: { HTTP_PROXY: proxy } }, proxy), undefined));
  }
  it("is the endpoint's own before all others, the exceptions too", () =>
    assert.equal(choose("https://api.example", { proxy, noProxy: ["*"] }, "http://own:1"), "http://own:1"));
  it("is the environment's without a setting, by scheme", () => {
    const env = { HTTPS_PROXY: "http://s:1", http_proxy: "http://p:1" };
    assert.equal(choose("https://api.example", { env }), "http://s:1");
    assert.equal(choose("http://api.example", { env }), "http://p:1");
    assert.equal(choose("https://api.example", { env: { HTTP_PROXY: "http://p:1" } }), "http://p:1");
    assert.equal(choose("https://api.example", { env: { ALL_PROXY: "http://a:1" } }), "http://a:1");
    assert.equal(choose("https://api.example", { proxy, env }), proxy);
  });
  const exceptions: [string, string, boolean][] = [
    ["*", "https://api.example", true],
    ["api.example", "https://api.example", true],
    ["example", "https://api.example", true],
    [".example", "https://api.example", true],
    ["*.example", "https://api.example", true],
    ["ample", "https://api.example", false],
    ["API.Example", "https://api.example", true],
    ["api.example:443", "https://api.example", true],
    ["api.example:8443", "https://api.example", false],
    ["10.0.0.0/8", "http://10.1.2.3:11434", true],
    ["10.0.0.0/8", "http://11.1.2.3", false],
    ["10.0.0.0/99", "http://10.1.2.3", false],
    ["10.1.2.3", "http://10.1.2.3", true],
    ["2.3", "http://10.1.2.3", false],
    ["fd00::/8", "http://[fd00::1]:8080", true],
    ["[fd00::1]:8080", "http://[fd00::1]:8080", true],
    ["fd00::1", "http://[fd00::1]:8080", true],
    ["", "https://api.example", false],
  ];
  for (const [pattern, url, direct] of exceptions) {
    it(`is ${direct ? "none" : "still one"} for ${url} with the exception "${pattern}"`, () => {
      assert.equal(choose(url, { proxy, noProxy: [pattern] }), direct ? undefined : proxy);
      assert.equal(choose(url, { proxy, env: { NO_PROXY: `other, ${pattern}` } }), direct ? undefined : proxy);
    });
  }
  it("heeds http.noProxy instead of the environment's list", () =>
    assert.equal(choose("https://api.example", { proxy, noProxy: ["other"], env: { NO_PROXY: "*" } }), proxy));
});
