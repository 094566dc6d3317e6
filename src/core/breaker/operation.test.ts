import assert from "node:assert/strict";
import { cannotSeeSignal, type Operation } from "./operation";

/** As written, whatever a formatter or a compiler would make of it. */
const written = (source: string) => (0, eval)(`(${source})`) as Operation<unknown>;

describe("operations that cannot see their signal", () => {
  for (const source of [
    "() => 1", "()=>1", "async () => 1", "async()=>1", "() => arguments", "() => { return eval; }", "async () => {}",
    "function () { return 1; }", "function named() { return 1; }", "function $odd_1() { return 1; }", "async function () { return 1; }", "async function(){}", "function(){return 1}",
  ]) {
    it(`${source}: none is made, however often it is called`, () => {
      const operation = written(source);
      for (let call = 0; call < 200; call++) assert.equal(cannotSeeSignal(operation), true, `call ${call}`);
      for (let call = 0; call < 200; call++) assert.equal(cannotSeeSignal(written(source)), true, "made anew");
      assert.equal(cannotSeeSignal(operation), true);
    });
  }

  for (const source of [
    "(signal) => 1", "signal => 1", "async (signal) => 1", "(...all) => 1", "(signal = 1) => 1", "({ aborted } = {}) => 1", "async (...all) => 1", "( /* none */ ) => 1",
    "function (signal) {}", "function (...all) {}", "function () { return arguments[0]; }", "async function () { await 1; return arguments; }", "function () { return eval('1'); }",
    "function () { return \\u0061rguments[0]; }", "function* () {}", "{ run() { return 1; } }.run", "{ async() { return 1; } }.async", "class { static run() {} }.run",
    "(() => 1).bind(null)", "((...all) => 1).bind(null)", "new Proxy(() => 1, {})", "Math.max", "async function named(...all) {}",
    "function  $odd_1  (  ) { return 1; }", "async  function named() {}",
  ]) {
    it(`${source}: it may see it`, () => {
      const operation = written(source);
      for (let call = 0; call < 200; call++) assert.equal(cannotSeeSignal(operation), false, `call ${call}`);
    });
  }
});
