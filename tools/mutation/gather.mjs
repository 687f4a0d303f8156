/** Stands in for `vitest`: what is defined is kept in a list, in the order of the files. */
import { ChaiStyleAssertions, JestAsymmetricMatchers, JestChaiExpect, JestExtend, chai } from "@vitest/expect";

for (const plugin of [JestExtend, JestChaiExpect, ChaiStyleAssertions, JestAsymmetricMatchers]) chai.use(plugin);

export const expect = chai.expect;

/** Each with an `id` of its own and a `play`. */
export const tests = [];
globalThis.gatheredTests = tests;

const path = [];

export function test(name, ...rest) {
  const play = rest.findLast((each) => typeof each === "function");
  const plain = [...path, name].join(" > ");
  const same = tests.filter(({ plain: other }) => other === plain).length;
  tests.push({ plain, id: same === 0 ? plain : `${plain} #${same + 1}`, play });
}

test.each = (rows) => (name, play) => {
  rows.forEach((row, at) => test(`${name} [${at}]`, () => (Array.isArray(row) ? play(...row) : play(row))));
};

export const it = test;

export function describe(name, define) {
  path.push(name);
  define();
  path.pop();
}
describe.each = (rows) => (name, define) => {
  rows.forEach((row, at) => describe(`${name} [${at}]`, () => (Array.isArray(row) ? define(...row) : define(row))));
};
