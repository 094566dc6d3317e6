// @ts-check
/**
 * Loaded before anything else into every Node process of a VS Code's server: as if the machine had no network. Each look-up of a name and each connection that is not of this
 * machine is refused as the system would, and noted with what asked for it, for tests that run in the same process.
 */
const dgram = require("node:dgram");
const dns = require("node:dns");
const { syncBuiltinESMExports } = require("node:module");
const { isIP } = require("node:net");
const { getSystemErrorMap } = require("node:util");

/** @type {{ at: number, what: string, stack: string }[]} */
const attempts = [];
Object.defineProperty(globalThis, Symbol.for("llm-breaker.tests.attempts"), { value: attempts });
Error.stackTraceLimit = 100;

/** @param {unknown} host */
const isHere = (host) => typeof host !== "string" || /^(?:localhost|127\.[\d.]+|::1|::ffff:127\.[\d.]+)$/i.test(host);

/** @param {string} what */
function note(what) {
  attempts.push({ at: Date.now(), what, stack: new Error().stack ?? "" });
}

/** @param {string} name @param {string} call */
const notFound = (name, call) =>
  Object.assign(new Error(`${call} ENOTFOUND ${name}`), {
    code: "ENOTFOUND",
    errno: -3008,
    syscall: call,
    hostname: name,
  });

/** Replaces each function of an object that looks a name up. @param {any} owner @param {boolean} promises */
function refuseLookUps(owner, promises) {
  for (const name of Object.getOwnPropertyNames(owner)) {
    if (!/^(?:lookup|resolve|reverse)/.test(name) || typeof owner[name] !== "function") continue;
    const original = owner[name];
    owner[name] = /** @this {any} */ function (/** @type {any} */ host, /** @type {any[]} */ ...rest) {
      if (isHere(host) || (name === "lookup" && isIP(host) !== 0)) return original.call(this, host, ...rest);
      note(`${name} ${host}`);
      const error = notFound(host, name === "lookup" ? "getaddrinfo" : name);
      if (promises) return Promise.reject(error);
      process.nextTick(rest.at(-1), error);
      return {};
    };
  }
}
refuseLookUps(dns, false);
refuseLookUps(dns.promises, true);
refuseLookUps(dns.Resolver.prototype, false);
refuseLookUps(dns.promises.Resolver.prototype, true);

const unreachable = [...getSystemErrorMap()].find(([, [name]]) => name === "ENETUNREACH")?.[0] ?? -101;
// What net, tls, http and fetch all come to in the end.
const { TCP } = /** @type {any} */ (process).binding("tcp_wrap");
for (const name of ["connect", "connect6"]) {
  const original = TCP.prototype[name];
  TCP.prototype[name] = /** @this {any} */ function (
    /** @type {any} */ request,
    /** @type {any} */ address,
    /** @type {any[]} */ ...rest
  ) {
    if (isHere(address)) return original.call(this, request, address, ...rest);
    note(`connect ${address}`);
    return unreachable;
  };
}
const { send } = dgram.Socket.prototype;
dgram.Socket.prototype.send = /** @this {any} */ function (/** @type {any[]} */ ...args) {
  const host = args.find((arg, at) => at > 0 && typeof arg === "string");
  if (host === undefined || isHere(host)) return Reflect.apply(send, this, args);
  note(`send ${host}`);
  const done = args.at(-1);
  if (typeof done === "function") process.nextTick(done, notFound(host, "send"));
};
syncBuiltinESMExports();
