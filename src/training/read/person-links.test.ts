import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PersonLinks } from "./person-links.js";

const [PHONE, ANN, BEN, ANNA] = [0, 1, 2, 3];

describe("who is the same person", () => {
  it("gives an anonymous past to whom it is first linked with, and what comes after a further link to that person", () => {
    const links = new PersonLinks();
    links.link(PHONE, BEN, 200);
    links.link(PHONE, ANN, 100);
    expect([0, 99, 100, 199, 200, 999].map((time) => links.resolve(PHONE, time))).toEqual([
      ANN,
      ANN,
      ANN,
      ANN,
      BEN,
      BEN,
    ]);
    expect(links.resolve(ANN, 500)).toBe(ANN);
  });

  it("follows several links, and none in a circle", () => {
    const links = new PersonLinks();
    links.link(PHONE, ANN, 100);
    links.link(ANN, ANNA, 150);
    links.link(ANNA, PHONE, 170);
    links.link(ANNA, ANNA, 180);
    expect([PHONE, ANN, ANNA].map((person) => links.resolve(person, 1_000))).toEqual([ANNA, ANNA, ANNA]);
  });

  it("forgets the links of who is erased", () => {
    const links = new PersonLinks();
    links.link(PHONE, ANN, 100);
    links.forget(PHONE);
    expect(links.resolve(PHONE, 200)).toBe(PHONE);
  });

  it("is by the definition, in whatever order links come", () => {
    const link = fc.record({ into: fc.integer({ min: 1, max: 40 }), time: fc.integer({ min: 0, max: 30 }) });
    fc.assert(
      fc.property(fc.array(link, { maxLength: 60 }), fc.integer({ min: 0, max: 31 }), (all, time) => {
        const links = new PersonLinks();
        for (const { into, time: at } of all) links.link(PHONE, into, at);
        const firsts = all.filter(({ into }, n) => all.findIndex((other) => other.into === into) === n);
        const byTime = firsts.toSorted((a, b) => a.time - b.time);
        const last = byTime.findLast((one) => one.time <= time) ?? byTime[0];
        expect(links.resolve(PHONE, time)).toBe(last?.into ?? PHONE);
      }),
    );
  });

  it("stays quick where a site gives all its visitors one anonymous id", () => {
    const links = new PersonLinks();
    const users = 40_000;
    for (let n = 0; n < 10 * users; n++) links.link(PHONE, 1 + ((n * 7_919) % users), n);
    expect(links.resolve(PHONE, 2 * users)).toBe(1 + (((users - 1) * 7_919) % users));
  });
});
