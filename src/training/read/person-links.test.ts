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
});
