import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHANNELS } from "../domain/message.js";
import type { PersonKey } from "../domain/person.js";
import { type Claim, LinkSigner, type Purpose, PURPOSES, safeLink, signerOf } from "./index.js";

const NOW = 1_772_445_600_000;
const first = { id: "k1", secret: "first secret" };
const second = { id: "k2", secret: "second secret" };
const publicUrl = "https://mail.shop.example.com";
const signer = new LinkSigner({ publicUrl, keys: [first] });
const claim: Claim = { purpose: "unsubscribe", person: "u:ada", channel: "email", topic: "cart", message: "m-1" };

const text = fc.string({ unit: "binary", maxLength: 60 });
const claims = fc.record(
  {
    purpose: fc.constantFrom(...PURPOSES),
    person: fc
      .tuple(fc.constantFrom("u:", "a:"), fc.string({ minLength: 1 }))
      .map((parts) => parts.join("") as PersonKey),
    channel: fc.constantFrom(...CHANNELS),
    topic: text,
    message: text,
    target: text,
    expires: fc.integer({ min: NOW + 1, max: Number.MAX_SAFE_INTEGER }),
  },
  { requiredKeys: ["purpose", "person"] },
);

describe("a link", () => {
  it("says what was signed, to who knows the key", () => {
    fc.assert(
      fc.property(claims, (said) => {
        const token = signer.sign(said);
        expect(signer.open(token, said.purpose, NOW)).toEqual(said);
        expect(token).toMatch(/^v1\.k1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{22}$/);
      }),
    );
  });

  it("is the same whenever it is made, and another for each purpose", () => {
    expect(signer.sign(claim)).toBe(new LinkSigner({ publicUrl, keys: [first] }).sign({ ...claim }));
    expect(new Set(PURPOSES.map((purpose) => signer.sign({ ...claim, purpose }))).size).toBe(PURPOSES.length);
  });

  it("opens nothing but what it is for", () => {
    for (const purpose of PURPOSES) {
      const token = signer.sign({ ...claim, purpose });
      const opened = PURPOSES.filter((other: Purpose) => signer.open(token, other, NOW) !== undefined);
      expect(opened).toEqual([purpose]);
    }
  });

  it("shows no id of a person, a message or a shop's page", () => {
    const token = signer.sign({
      ...claim,
      person: "u:ada.lovelace@example.com",
      target: "https://shop.example.com/p/secret",
    });
    const read = token.split(".").map((part) => Buffer.from(part, "base64url").toString("latin1"));
    expect(read.join(" ")).not.toMatch(/ada|example|cart|m-1|secret/);
  });

  it("is refused with any character changed, left out or added", () => {
    const token = signer.sign(claim);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_. =+/%";
    for (let i = 0; i < token.length; i++) {
      const spelt = [token.slice(0, i) + token.slice(i + 1), `${token.slice(0, i)}A${token.slice(i)}`];
      for (const letter of alphabet) spelt.push(token.slice(0, i) + letter + token.slice(i + 1));
      for (const wrong of spelt) if (wrong !== token) expect(signer.open(wrong, "unsubscribe", NOW)).toBeUndefined();
    }
    fc.assert(fc.property(fc.string(), (wrong) => signer.open(wrong, "unsubscribe", NOW) === undefined));
  });

  it("runs out at its time", () => {
    const token = signer.sign({ ...claim, expires: NOW });
    expect(signer.open(token, "unsubscribe", NOW - 1)).toMatchObject({ person: "u:ada" });
    expect(signer.open(token, "unsubscribe", NOW)).toBeUndefined();
  });

  it("made by an older key opens as long as the key is in the ring", () => {
    const old = signer.sign(claim);
    const rotated = new LinkSigner({ publicUrl, keys: [second, first] });
    expect(rotated.sign(claim)).toMatch(/^v1\.k2\./);
    expect(rotated.open(old, "unsubscribe", NOW)).toEqual(claim);
    expect(new LinkSigner({ publicUrl, keys: [second] }).open(old, "unsubscribe", NOW)).toBeUndefined();
    const renamed = new LinkSigner({ publicUrl, keys: [{ id: "k1", secret: "another" }] });
    expect(renamed.open(old, "unsubscribe", NOW)).toBeUndefined();
  });

  it("leads to the page of its purpose", () => {
    const below = new LinkSigner({ publicUrl: `${publicUrl}/attune/`, keys: [first] });
    expect(below.url(claim)).toBe(`${publicUrl}/attune/u/${signer.sign(claim)}`);
    expect(signer.url({ ...claim, purpose: "open" })).toMatch(
      /^https:\/\/mail\.shop\.example\.com\/o\/v1\.[^/]+\.gif$/,
    );
    expect(signerOf({ publicUrl: "", keys: [first] })).toBeUndefined();
  });

  it.each([
    ["no key", { publicUrl, keys: [] }],
    ["an id that a token can't hold", { publicUrl, keys: [{ id: "a.b", secret: "s" }] }],
    ["an id twice", { publicUrl, keys: [first, { ...second, id: "k1" }] }],
    ["an empty secret", { publicUrl, keys: [{ id: "k1", secret: "" }] }],
    ["an address in the clear", { publicUrl: "http://mail.shop.example.com", keys: [first] }],
  ])("is not made with %s", (_, settings) => {
    expect(() => new LinkSigner(settings)).toThrow(expect.objectContaining({ code: "ATTUNE_CONFIG_INVALID" }) as Error);
  });
});

it("carries whatever address may stand in a message, whoever it is for", () => {
  const target = safeLink(`https://shop.example.com/${"a".repeat(1_970)}`) ?? "";
  const person: PersonKey = `u:${"\u{10348}".repeat(128)}`;
  const longest: Claim = { purpose: "click", person, channel: "email", message: "m".repeat(64), target };
  expect(signer.open(signer.sign(longest), "click", NOW)).toEqual(longest);
});

describe("an address that may stand in a message", () => {
  it.each([
    ["https://shop.example.com/p/1?a=b&c=d#e", "https://shop.example.com/p/1?a=b&c=d#e"],
    ["https://shop.example.com/a b", "https://shop.example.com/a%20b"],
    ["https://shop.example.com/straße", "https://shop.example.com/stra%C3%9Fe"],
    ["http://localhost:3000/p", "http://localhost:3000/p"],
  ])("is %s", (address, safe) => expect(safeLink(address)).toBe(safe));

  it.each([
    "",
    "/p/1",
    "http://shop.example.com/",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "https://user:pass@shop.example.com/",
    "https://shop.example.com/\r\nBcc: eve@example.com",
    'https://shop.example.com/"onclick="x',
    "https://shop.example.com/<b>",
    "https://shop.example.com/{{ item.id }}",
    "https://shop.example.com/\u202egnp.exe",
    "https://",
    `https://shop.example.com/${"a".repeat(2_000)}`,
    `https://shop.example.com/${"ß".repeat(400)}`,
  ])("is not %j", (address) => expect(safeLink(address)).toBeUndefined());
});
