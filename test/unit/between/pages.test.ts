import assert from "node:assert/strict";
import { request, status } from "../faults/harness";
import { cloudAt, plainAnswer, Wires } from "./wires";

const nginx = (title: string): string =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/1.25.3</center>\r\n</body>\r\n</html>\r\n`;

interface Page {
  name: string;
  code: number;
  body: string;
  type?: string;
  headers?: Record<string, string>;
  says: RegExp;
  /** Default: a page that keeps this request out. */
  kind?: string;
  counts?: boolean;
}

const pages: Page[] = [
  {
    name: "a firewall for the web that dislikes one prompt",
    code: 403,
    body: "<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head><body><h1>Sorry, you have been blocked</h1></body></html>",
    says: /Attention Required! \| Cloudflare/,
  },
  {
    name: "Cloudflare's short word",
    code: 403,
    body: "error code: 1020",
    type: "text/plain; charset=UTF-8",
    says: /error code: 1020/,
  },
  {
    name: "a store's XML",
    code: 403,
    type: "application/xml",
    body: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
    says: /Access Denied/,
  },
  { name: "nginx: 400", code: 400, body: nginx("400 Bad Request"), says: /400 Bad Request/ },
  { name: "nginx: 413", code: 413, body: nginx("413 Request Entity Too Large"), says: /413 Request Entity Too Large/ },
  { name: "nginx: 414", code: 414, body: nginx("414 Request-URI Too Large"), says: /414 Request-URI Too Large/ },
  { name: "a page of 431", code: 431, body: nginx("Request Header Fields Too Large"), says: /Fields Too Large/ },
  { name: "a page of 422", code: 422, body: "<h2>Unprocessable &mdash; really</h2>", says: /Unprocessable — really/ },
  {
    name: "no title, but a heading, with markup and entities in it",
    code: 403,
    body: "<html><body><h1 class=x>Request&nbsp;<b>blocked</b> &amp; logged &#40;&#x49;D 7&#41;</h1></body></html>",
    says: /Request blocked & logged \(ID 7\)/,
  },
  {
    name: "an empty title",
    code: 403,
    body: "<html><head><title> \n </title></head><body><h3>Access denied by policy</h3></body></html>",
    says: /Access denied by policy/,
  },
  {
    name: "a title in a comment",
    code: 403,
    body: "<html><!-- <title>old</title> --><title>Blocked by the gateway</title></html>",
    says: /Blocked by the gateway/,
  },
  {
    name: "capitals, and a label that says JSON",
    code: 403,
    type: "application/json",
    body: "<HTML><HEAD><TITLE>Web Page Blocked!</TITLE></HEAD></HTML>",
    says: /Web Page Blocked!/,
  },
  { name: "neither title nor heading", code: 403, body: "<html><body><p>no</p></body></html>", says: /HTTP 403/ },
  { name: "a title that never ends", code: 403, body: `<title>${"blocked ".repeat(20_000)}`, says: /blocked/ },
  {
    name: "a page that wants to be a link",
    code: 403,
    body: "<title>[Click](command:workbench.action.quit) \u202e</title>",
    says: /Click/,
  },
  {
    name: "nginx: 502",
    code: 502,
    body: nginx("502 Bad Gateway"),
    says: /502 Bad Gateway/,
    kind: "server_error",
    counts: true,
  },
  {
    name: "nginx: 504",
    code: 504,
    body: nginx("504 Gateway Time-out"),
    says: /504 Gateway Time-out/,
    kind: "server_error",
    counts: true,
  },
  {
    name: "Cloudflare: 521",
    code: 521,
    body: "<!DOCTYPE html><title>api.example | 521: Web server is down</title>",
    says: /521: Web server is down/,
    kind: "server_error",
    counts: true,
  },
  {
    name: "HAProxy: 503",
    code: 503,
    body: "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>",
    says: /503 Service Unavailable/,
    kind: "overloaded",
    counts: true,
  },
];

describe("a page from something in between", () => {
  let wires: Wires;
  beforeEach(() => (wires = new Wires()));
  afterEach(() => wires.close());

  for (const { name, code, body, type = "text/html", headers, says, kind = "blocked", counts = false } of pages) {
    it(`is nobody's key's fault and closes no door: ${name}`, async () => {
      const url = await wires.http((_request, response) =>
        response.writeHead(code, { "content-type": type, ...headers }).end(body),
      );
      const service = wires.service([cloudAt(url), cloudAt(await wires.http(plainAnswer), { id: "other" })]);
      const { attempts, completion } = await request(service, "stream");
      const [first] = attempts;
      assert.deepEqual([first?.kind, first?.status], [kind, code], first?.message);
      assert.match(first?.message ?? "", says);
      assert.doesNotMatch(first?.message ?? "", /\bkey\b/i);
      assert.ok((first?.message ?? "").length < 500, first?.message);
      assert.doesNotMatch(first?.message ?? "", /[<>\u202e]/);
      assert.equal(completion?.endpoint, "other", "another endpoint, a remote one too, answers");
      const { latched, metrics } = status(service, "cloud");
      assert.deepEqual([latched, metrics.totalFailures], [undefined, counts ? 1 : 0]);
    });
  }

  it("the next prompt is sent there as before", async () => {
    let requests = 0;
    const url = await wires.http((incoming, response) =>
      ++requests === 1
        ? response.writeHead(403, { "content-type": "text/html" }).end("<title>Blocked</title>")
        : plainAnswer(incoming, response),
    );
    const service = wires.service([cloudAt(url)]);
    assert.equal((await request(service, "complete")).error?.kind, "blocked");
    assert.equal((await request(service, "complete")).completion?.endpoint, "cloud");
  });

  it("a login page of the network is quoted, and no other remote host is asked, as it would answer for them too", async () => {
    const url = await wires.http((_request, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<title>Hotel Wi-Fi &#8211; sign in</title>"),
    );
    const service = wires.service([cloudAt(url), cloudAt(await wires.http(plainAnswer), { id: "other" })]);
    const { attempts, error } = await request(service, "complete");
    assert.equal(attempts[0]?.kind, "not_an_api");
    assert.match(attempts[0]?.message ?? "", /Hotel Wi-Fi – sign in/);
    assert.ok(error);
  });

  it("JSON under the label of a page is read as what it is", async () => {
    const url = await wires.http((_request, response) =>
      response
        .writeHead(401, { "content-type": "text/html" })
        .end('{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}'),
    );
    const { error } = await request(wires.service([cloudAt(url)]), "complete");
    assert.equal(error?.kind, "auth");
    assert.match(error?.message ?? "", /Incorrect API key provided/);
  });

  it("a page of 401 may well be about the key", async () => {
    const url = await wires.http((_request, response) =>
      response.writeHead(401, { "content-type": "text/html" }).end(nginx("401 Authorization Required")),
    );
    const { error } = await request(wires.service([cloudAt(url)]), "complete");
    assert.equal(error?.kind, "auth");
    assert.match(error?.message ?? "", /401 Authorization Required/);
  });
});
