import fc from "fast-check";
import { unpack } from "msgpackr";
import { describe, expect, it } from "vitest";
import { isAttuneError } from "../../src/domain/errors.js";
import type { JsonObject, PersonEvent } from "../../src/domain/event.js";
import { verifyLedger } from "../../src/domain/consent.js";
import { MOST_INTENT_SAMPLES } from "../../src/domain/intent.js";
import type { Contact } from "../../src/domain/profile.js";
import { createEngine, mostProfileBytes, type Profile } from "../../src/engine/index.js";
import { DAY } from "../../src/domain/time.js";
import { contactCapacity } from "../../src/engine/policies/index.js";
import { Draft } from "../../src/engine/profile/draft.js";
import { SECTION_NAMES } from "../../src/engine/profile/layout/sections.js";
import { history } from "../harness/engine-arbitraries.js";
import { A_PARTITION, anAction, anEngineContext, anEvent, aTrack, MONDAY } from "../harness/engine-context.js";
import { EngineStory } from "../harness/engine-story.js";

const context = anEngineContext();
const engine = createEngine(context);

function after(events: readonly PersonEvent[], before?: Profile): Profile {
  let profile = before;
  for (const event of events) profile = engine.step(profile, event, A_PARTITION).profile;
  return profile as Profile;
}

/** Written by layout version 1, before there were labels and failures. Never to be made anew: it stands for bytes in a real store. */
const VERSION_1 =
  "3AAQAc6xRQFWxBAFdTphZGEAAQdhOnBob25lxEzw0uzflWfyLgKiHwEBBAEAAQAANTNpMfv/7z9/grSY/f/vPwAAAAAAAAAAAfAF8NLs35Vn8NLs35Vn8AUA" +
  "AAAAAADwPwAAAAAAAB5AxCGgw+zflWcBBXNob2Vz/v9/QAEKYnJhbmQ6QWNtZfb/fz/EKQMCczEA0LPs35VnBXNob2Vz0Q8CczEB0A8Fc2hvZXPRDwJoMQPQ" +
  "DwAAxBUBAnMxAtEPBXNob2VzAKDD7N+VZwDAxBEBAm8x8NLs35Vn8AUBAQJoMcQM0LPs35VnAQoAAIA/xB/w0uzflWcUAQAAgD8AAAAAAAAAAAAAAAAAAAAA" +
  "AAAAxDgBAAl0aGFuay15b3Xw0uzflWcldGQxMXEzM3o1dS0xZW5sbzU5M3p2My5ieS1lbWFpbC5lbWFpbMQRBQGApOzflWcEc2l0ZQAAAADEHgEFZW1haWyA" +
  "pOzflWcAD2FkYUBleGFtcGxlLmNvbcQpAAEOY2FydC1hYmFuZG9uZWQIdzE4MDAwMDDwr8jhlWfw0uzflWcCZTTEIQTmW9yRCPs2Q7cmi4YVSDdDuGbnXHAC" +
  "DUOKvbXPvEM/Qw==";

/** Written by layout version 2, before sections could be changed without being unpacked. */
const VERSION_2 =
  "3AASAs6lcq00xBAFdTphZGEAAQdhOnBob25lxE+Amb3ilWeC9dACAsKpBwIACAIAAgAAY8OOBSXm/z9stzm1yvL/PwAAAAAAAAAAAfAF8NLs35Vn8NLs35Vn8AVJGGes" +
  "/P3vP8SmoOEc/h1AxDPA77XilWcCBXNob2Vzv5p/QAVsYW1wc7Lmf0ACCmJyYW5kOkFjbWW/mn9AA3JlZL+af0DERQUCczEA0LPs35VnBXNob2Vz0Q8CczEB0A8Fc2hv" +
  "ZXPRDwJsMQDoBwVsYW1wcwACaDED6AcAAAJsMQHQnMkCBWxhbXBzAMQZAwJzMQRTaG9lAmwxBUzDpG1wAmgxA0hhdMQwAgJzMQLRDwVzaG9lcwRTaG9loMPs35VnAmwx" +
  "AQAFbGFtcHMFTMOkbXDA77XilWcAwMQRAQJvMfDS7N+VZ/AFAQECaDHEDNCz7N+VZwEKAACAP8Qf8K/I4ZVnFAEe+P8/AAAAAAAAAAAAAAAAAAAAAAAAAMRzAgAJdGhh" +
  "bmsteW918NLs35VnJW5kN3lhenE1ZGgtMTk2cWx1MHdxY2MuYnktZW1haWwuZW1haWwADWNhcnQtcmVtaW5kZXLwr8jhlWclMWU5MjNycWZrcGgtaHczaHYzYW14NC5i" +
  "eS1lbWFpbC5lbWFpbMQRBQGApOzflWcEc2l0ZQAAAADECwXA4uzflWcAAAAAxB4BBWVtYWlsgKTs35VnAA9hZGFAZXhhbXBsZS5jb23ELgABDmNhcnQtYWJhbmRvbmVk" +
  "CHcxODAwMDAwwMyR5JVnwO+14pVnB2V2ZW50LTfEQQhLNrnsA5YzQ6fBWwKwOzVD1FD1zc22KkOGYktE0IQ1Q7klqFv2Wj1DAHS2AAYyP0OwgizekJ8UQ/FeTdkfPjxD";

/** Written by layout version 3, before decisioning: consent was one record a channel, and a trait had no provenance. */
const VERSION_3 =
  "3AASA86NW/NtxBAFdTphZGEAAQdhOnBob25lxE+Amb3ilWfShNECAsKpBwIBCgIAAgABDXjFnBHz/z9stzm1yvL/P66WktEm5u8/AfAF8NLs35Vn8NLs35Vn8AVJGGes" +
  "/P3vP8OmoOEc/h1AxDcAAL5r4sp5QgIAwJp/QAVzaG9lcwAAQEAFbGFtcHMCAMCaf0AKYnJhbmQ6QWNtZcCaf0ADcmVkxGIGABIAAnMx0LPs35VnBXNob2Vz0Q8SAQJz" +
  "MaDD7N+VZwVzaG9lc9EPDQICbDGIy+zflWcA9gMMAwJoMfDS7N+VZwAAEQECbDHA77XilWcFbGFtcHMADAACczKAmb3ilWcAAMQdAwAIAnMxBFNob2UJAmwxBUzDpG1w" +
  "BwJoMQNIYXTENAAAAgAXAnMxAtEPBXNob2VzBFNob2Wgw+zflWcXAmwxAQAFbGFtcHMFTMOkbXDA77XilWfEDQECbDGIy+zflWcA9gPEEQECbzHw0uzflWfwBQEBAmgx" +
  "xAzQs+zflWcBCgAAgD/EI/CvyOGVZxQBHvj/PwABP/B/PwAAAAAAAAAAAAAAAAAAAAAAxHMCAAl0aGFuay15b3Xw0uzflWclbmQ3eWF6cTVkaC0xOTZxbHUwd3FjYy5i" +
  "eS1lbWFpbC5lbWFpbAANY2FydC1yZW1pbmRlcvCvyOGVZyUxZTkyM3JxZmtwaC1odzNodjNhbXg0LmJ5LWVtYWlsLmVtYWlsxBwFAYCk7N+VZwRzaXRlArCU7N+VZwRz" +
  "aG9wAAAAxAsFwOLs35VnAAAAAMQ8AwVlbWFpbICk7N+VZwAPYWRhQGV4YW1wbGUuY29tA2FnZYCk7N+VZwEAAAAAAAA+QAN2aXCApOzflWcDxDsAAAAAAAAAAAEAMAAA" +
  "MiPkynlCAAC+a+LKeUIOY2FydC1hYmFuZG9uZWQIdzE4MDAwMDAHZXZlbnQtOcRGSza57AOWE6fBWwKwOxVqqPrmZlsNhmJLRNCEFbklqFv2Wh0AdLYABjIfrCCLN+Qn" +
  "BfFeTdkfPhy8FjhrALYIkc4b72a8Aw==";

/** Written by layout version 4, before hours were local and anybody said how often they want to be written to. */
const VERSION_4 =
  "3AAZBM5A8+uzxBAFdTphZGEAAQdhOnBob25lxFjoj465lmfq66FZAuoHBAEKAgACAAAAAD88lYYwtQ1AWNsXbVtf/j/BPYGN133+PwAAAAAAAAAAAfAFgNKS6pVngNKS6pVn" +
  "8AVJYRlewsPvPzXLNziGxx1AxCAAQD8cOct5QgIAFWJzQAVzaG9lc///f0AFbGFtcHMAAMRbBQASAAJzMdCz7N+VZwVzaG9lc9EPEgECczGAmNvmlWcFc2hvZXPRDwwDAmgx" +
  "gNKS6pVnAAASAAJsMYCIjrmWZwVsYW1wc/YDEgECbDHoj465lmcFbGFtcHP2A8QdAwAIAnMxBFNob2UHAmgxA0hhdAkCbDEFTMOkbXDENQAAAgAXAnMxAtEPBXNob2VzBFNo" +
  "b2WAmNvmlWcYAmwxAfYDBWxhbXBzBUzDpG1w6I+OuZZnwMQRAQJvMYDSkuqVZ/AFAQECaDHEG4CIjrmWZwQK7tB8PwxBD30/DXIufT8kAACAP8Q0gMOX6pVnFAAAAQAAgD8A" +
  "AAAAAAAAAAAAAAAAAAAAAA8AAIDDl+qVZwAAAAAAAAAAAAAAAMDEQwAAAAEAAQltYXJrZXRpbmeApOzflWeBhP/V62oEc2l0ZQABobiLedDlH5iKiWUWkhSVVowKUBIToBaD" +
  "zGnfLIMkjpXAxFcDAB4FZW1haWwAAA9hZGFAZXhhbXBsZS5jb22ApOzflWccCHRpbWV6b25lAAAKQXNpYS9Ub2t5b4Ck7N+VZxgHdGFnLnZpcIEDipjb5pVnzczMzMzM7D/E" +
  "PwAAAAAAAAAAAQA0AACU0zrLeUIAACAcOct5Qg5jYXJ0LWFiYW5kb25lZAh3MTgwMDAwMAdldmVudC05AAACAMRGSza57AOWE6fBWwKwOxVqqPrmZlsNhmJLRNCEFbklqFv2" +
  "Wh0AdLYABjIfrCCLN+QnBfFeTdkfPhy8FjhrALYIkc4b72a8A8Qi6Kvs35VnAQABBXNob2VzAQRoYXRzAgEGuAiKCoGAuOWoZ8QJAgSA0pLqlWcAxBoAAAAAAADwf7oXuhcA" +
  "AAG6FwABAHS2AAYyH8DAwMA=";

/** Written by layout version 5, before trained models said anything. */
const VERSION_5 =
  "3AAbBc5RZ0X5xBAFdTphZGEAAQdhOnBob25lxFeAtrTDlmeCkshjAgIEAAkBAAMAAAAAS47kKYkvDkCRzPZ1M2TsP/gOAPTb/wZAAAAAAAAAAAAB8AWA0pLqlWeA0pLqlWfwBR+F" +
  "Z1Xvu+8/zQwRYDDAHUDEKQAA2GhDy3lCAwBVInFABXNob2Vz76SXQARoYXRzYGi/QAVsYW1wcwAAxGAFABIAAnMx0LPs35VnBXNob2Vz0Q8SAQJzMaDD7N+VZwVzaG9lc9EPEQMC" +
  "aDGA0pLqlWcEaGF0c/AFEgECbDGAiI65lmcFbGFtcHP2AxIBAmwygLa0w5ZnBWxhbXBz2gTEKAQACAJzMQRTaG9lBwJoMQNIYXQJAmwxBUzDpG1wCgJsMgZMYW1wIDLETwAAAwAX" +
  "AnMxAtEPBXNob2VzBFNob2Wgw+zflWcYAmwxAfYDBWxhbXBzBUzDpG1wgIiOuZZnGQJsMgHaBAVsYW1wcwZMYW1wIDKAtrTDlmfAxBEBAm8xgNKS6pVn8AUBAQJoMcQdgLa0w5Zn" +
  "uAgEE4hzfD8W69B8Py1uoX8/MAAAgD/EPIDSkuqVZxQBNLF/PwABduB/PwGB4H8/AAAAAAAAAAAAAAAAAAAAAA8AAJDm2+aVZwAAAAAAAAAAAAAAAMTfAgACAw1jYXJ0LXJlbWlu" +
  "ZGVyCGJ5LWVtYWlsBHNob3ALYWJhbmRvbm1lbnSgoMjhlWcmMTFraXJvbHNzbHgtMjZqaWV5Nms2N2EuYnktZW1haWwuZW1haWwO/wSgAP4zAAA5AP///wAHbmV3LWxvdwABAAl0" +
  "aGFuay15b3UIYnktZW1haWwEc2hvcAthYmFuZG9ubWVudIDSkuqVZyUxanF2cmI2N2FoZS1sZWk5ZGZtMm5wLmJ5LWVtYWlsLmVtYWlsDv9A7gD/UTMAXjP/jgAADGN1c3RvbWVy" +
  "LWxvd8RDAAAAAQABCW1hcmtldGluZ4Ck7N+VZ4GE/9XragRzaXRlAAGhuIt50OUfmIqJZRaSFJVWjApQEhOgFoPMad8sgySOlcDERgIAJAh0aW1lem9uZYEACkFzaWEvVG9reW+A" +
  "pOzflWfNzMzMzMzsPx4FZW1haWwAAA9hZGFAZXhhbXBsZS5jb22ApOzflWfEOwAAAAAAAAAAAQAwAABMIEXLeUIAANhoQ8t5Qg5jYXJ0LWFiYW5kb25lZAh3MTgwMDAwMAJlOQAA" +
  "AgAAxEbmW9yRCPsWtyaLhhVIF9fsnAtOoAOKvbXPvEMf+XuQ5DFtC4n5jxUAGh79bvAZCOIWI9cqL0PbB/OZ7TbUFQaxwJpxnTkDxA6Iy+zflWcAAAAAAAABAsQJAgSA0pLqlWcA" +
  "wMDAwMDESoDSkuqVZyYxMWtpcm9sc3NseC0yNmppZXk2azY3YS5ieS1lbWFpbC5lbWFpbKe0p48JkObb5pVnBE655X8/CZNfpj8E4Q8AAABAxBUPAID8/L+WZwAAAAAAAAAAAAAA" +
  "AAA=";

/** As many messages as are remembered and samples as wait, each with two versions of the longest names. */
function whatModelsSaid(profile: Profile, contacts: number): Profile {
  const draft = new Draft(profile, "u:ada");
  const said = ["a", "b"].map((name) => ({ version: name.repeat(64), p: 0.5, session: 0.5, day: 0.5 }));
  const own = "x".repeat(290);
  const contact: Contact = {
    ...{ channel: "email", class: "promotional", outcome: 15, features: "", cell: own, message: own },
    ...{ action: own, treatment: own, topic: own, group: own, time: MONDAY, predictions: said },
  };
  draft.write("contacts").push(...Array.from({ length: contacts }, () => contact));
  draft.noteIntent(MONDAY, { session: 0.5, day: 0.5, churn: 0.5 });
  const intent = draft.write("intent");
  intent.sampledAt = MONDAY;
  intent.samples = Array.from({ length: MOST_INTENT_SAMPLES }, () => ({ at: MONDAY, said }));
  return draft.finish();
}

function isUnreadable(bytes: Uint8Array): boolean {
  try {
    engine.decode(bytes);
    return false;
  } catch (error) {
    return isAttuneError(error, "ATTUNE_PROFILE_UNREADABLE");
  }
}

describe("a profile's bytes", () => {
  it("give the same profile back, and that gives the same bytes", () => {
    fc.assert(
      fc.property(history(), (events) => {
        const profile = after(events);
        const bytes = engine.encode(profile);
        const again = engine.decode(bytes);
        expect(engine.describe(again)).toEqual(engine.describe(profile));
        for (const section of SECTION_NAMES) expect(again.read(section)).toEqual(profile.read(section));
        expect(Buffer.from(engine.encode(again)).equals(bytes)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("stay within the declared bound, whatever a site sends", () => {
    const most = mostProfileBytes(context);
    let largest = 0;
    fc.assert(
      fc.property(history({ maxLength: 120 }), (events) => {
        const { length } = engine.encode(after(events));
        largest = Math.max(largest, length);
        expect(length).toBeLessThanOrEqual(most);
      }),
      { numRuns: 60 },
    );
    expect(largest).toBeGreaterThan(2_000);
  });

  it("stay within the bound when every field is as long as it can be", () => {
    const long = (n: number) => "\u4e16".repeat(250) + String(n);
    const events: PersonEvent[] = [];
    for (let n = 0; n < 300; n++) {
      const product: JsonObject = {
        product_id: long(n),
        name: long(n),
        category: long(n),
        brand: long(n),
        tags: Array.from({ length: 20 }, (_, i) => `${i}${long(n)}`),
        price: n / 3,
        quantity: 1e9,
      };
      const time = MONDAY + n * 3_601_000;
      events.push(
        aTrack("Product Viewed", time, product),
        aTrack("Product Added", time + 1, product),
        aTrack("Product Added to Wishlist", time + 2, product),
        anEvent({
          type: "identify",
          time: time + 3,
          userId: "ada",
          anonymousId: long(n),
          traits: { [`k${n}`]: long(n), consent: { [long(n)]: { email: n % 2 === 0, sms: false } } },
          source: long(1),
        }),
        ...(n % 10 === 9
          ? [
              aTrack("Order Completed", time + 4, {
                order_id: long(n),
                revenue: n / 7,
                products: Array.from({ length: 200 }, (_, i) => ({ product_id: long(i) })),
              }),
            ]
          : []),
        aTrack("Product Added", time + 5, product),
        aTrack("Product Out of Stock", time + 6, product),
        aTrack("Points Earned", time + 7, { points: n / 7, expires_at: time + n * 1e9 }),
        aTrack("Preferences Updated", time + 8, {
          topics: Array.from({ length: 40 }, (_, i) => `${i}${long(n)}`),
          refused_topics: Array.from({ length: 40 }, (_, i) => `${i}${long(n)}`),
        }),
        aTrack("Order Shipped", time + 9, {
          order_id: long(n),
          category: long(n),
          products: Array.from({ length: 9 }, (_, i) => ({ ...product, product_id: long(n + i) })),
        }),
      );
    }
    const years = { occasion: "order-status", waitMs: 3_650 * DAY, cancelOn: [] } as const;
    const waiting = anEngineContext({ actions: [anAction(), anAction({ id: "shipped", trigger: years })] });
    const story = new EngineStory(waiting).take(...events);
    const { length } = story.engine.encode(whatModelsSaid(story.profile as Profile, contactCapacity(waiting)));
    const most = mostProfileBytes(waiting);
    expect(length).toBeLessThanOrEqual(most);
    // The bound says something: it is not far above what can happen.
    expect(length).toBeGreaterThan(most / 4);
  });

  it("are MessagePack outside: version, checksum, one binary or nil a section", () => {
    const bytes = engine.encode(after([aTrack("Product Viewed", MONDAY, { product_id: "s1" })]));
    const [version, checksum, ...sections] = unpack(bytes) as unknown[];
    expect(version).toBe(6);
    expect(typeof checksum).toBe("number");
    expect(sections).toHaveLength(26);
    expect(sections.every((section) => section === null || section instanceof Uint8Array)).toBe(true);
  });

  it("are small for a usual person", () => {
    const events = Array.from({ length: 40 }, (_, n) =>
      aTrack(n % 9 === 8 ? "Product Added" : "Product Viewed", MONDAY + n * 600_000, {
        product_id: `sku-${1000 + (n % 15)}`,
        name: `Running shoe ${n % 15}`,
        category: `shoes-${n % 5}`,
        brand: `brand${n % 4}`,
        price: 19.95 + n,
      }),
    );
    expect(engine.encode(after(events)).length).toBeLessThan(1_500);
  });

  it("are refused when a single byte is damaged, cut off or added", () => {
    const bytes = Buffer.from(
      engine.encode(after([aTrack("Product Added", MONDAY, { product_id: "s1", name: "Shoe", category: "shoes" })])),
    );
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ 0x41;
      expect(isUnreadable(damaged)).toBe(true);
      expect(isUnreadable(bytes.subarray(0, at))).toBe(true);
    }
    expect(isUnreadable(Buffer.concat([bytes, Buffer.alloc(1)]))).toBe(true);
  });

  it("are refused when a newer program wrote them, or none", () => {
    const bytes = Buffer.from(engine.encode(after([aTrack("Product Added", MONDAY, { product_id: "s1" })])));
    for (const version of [0, 7, 127]) {
      bytes[3] = version;
      expect(isUnreadable(bytes)).toBe(true);
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isUnreadable));
  });

  it("of version 1 are read and migrated: nothing is lost, what is new is empty, and they are written as version 6", () => {
    const profile = engine.decode(Buffer.from(VERSION_1, "base64"));
    expect(engine.describe(profile)).toMatchObject({
      person: "u:ada",
      identity: { linked: ["a:phone"] },
      activity: { events: 4, views: 1, cartAdds: 1, orders: 1, revenue: 7.5, clock: MONDAY + 3000 },
      cart: { lines: [{ item: "s1", quantity: 2, price: 19.99 }] },
      consent: { entries: [{ purpose: "marketing", channel: "email", granted: true }] },
      traits: [{ key: "email", value: "ada@example.com", provenance: "declared", confidence: 1 }],
      orders: [{ id: "o1", items: ["h1"] }],
    });
    expect(profile.read("labels")).toEqual([]);
    expect(profile.read("failures")).toEqual([]);
    expect(profile.read("seen")).toHaveLength(4);
    const bytes = engine.encode(profile);
    expect(bytes[3]).toBe(6);
    expect(engine.describe(engine.decode(bytes))).toEqual(engine.describe(profile));
    const next = after([aTrack("Product Viewed", MONDAY + 5000, { product_id: "s2", name: "Hat" })], profile);
    expect(next.read("labels")).toEqual([{ id: "s2", name: "Hat" }]);
  });

  it("of version 2 are read and migrated, and go on as what they were", () => {
    const profile = engine.decode(Buffer.from(VERSION_2, "base64"));
    expect(engine.describe(profile)).toMatchObject({
      person: "u:ada",
      identity: { linked: ["a:phone"] },
      activity: {
        clock: MONDAY + 46 * 60_000,
        events: 8,
        sessions: 2,
        views: 2,
        cartAdds: 2,
        orders: 1,
        revenue: 7.5,
        lastOrder: MONDAY + 3000,
        recentViews: 1.993687650403637,
        recentRevenue: 7.49815704863585,
      },
      interests: { at: MONDAY + 45 * 60_000, tags: [{ key: "brand:Acme" }, { key: "red" }] },
      items: [
        { id: "s1", kind: "view", time: MONDAY + 1000, category: "shoes", price: 19.99 },
        { id: "s1", kind: "cart", time: MONDAY + 2000 },
        { id: "l1", kind: "view", time: MONDAY + 2500, category: "lamps" },
        { id: "h1", kind: "order", time: MONDAY + 3000 },
        { id: "l1", kind: "cart", time: MONDAY + 45 * 60_000 },
      ],
      cart: {
        lines: [
          { item: "s1", quantity: 2, price: 19.99, category: "shoes", name: "Shoe", time: MONDAY + 2000 },
          { item: "l1", quantity: 1, name: "L\u00e4mp" },
        ],
      },
      consent: { entries: [{ purpose: "marketing", channel: "email", granted: true }] },
      failures: { email: MONDAY + 4000 },
      plans: [{ kind: "cart-abandoned", ref: "w1800000" }],
      seen: 8,
    });
    expect(profile.read("labels")).toEqual([
      { id: "s1", name: "Shoe" },
      { id: "l1", name: "L\u00e4mp" },
      { id: "h1", name: "Hat" },
    ]);
    expect(engine.encode(profile)[3]).toBe(6);
    const next = after([aTrack("Product Viewed", MONDAY + 47 * 60_000, { product_id: "l1" })], profile);
    expect(next.read("items")).toHaveLength(5);
    expect(next.read("activity")).toMatchObject({ views: 3, sessionViews: 1 });
  });

  it("of version 3 are read and migrated: consent becomes a ledger, traits are declared, and nothing is lost", () => {
    const profile = engine.decode(Buffer.from(VERSION_3, "base64"));
    expect(engine.describe(profile)).toMatchObject({
      person: "u:ada",
      activity: {
        clock: MONDAY + 46 * 60_000,
        events: 10,
        saves: 1,
        recentViews: 1.9968429683572169,
        recentSaves: 0.9968446820464203,
        lastOrderValue: 7.5,
        recentRevenue: 7.498157048635849,
        serviceOpened: 0,
        checkoutBegun: 0,
        recentSessions: 0,
      },
      saved: [{ item: "l1", price: 5 }],
      responses: { email: { sent: 1.9997594356536865, opened: 0.9997596144676208, unanswered: 0, lastAnswer: 0 } },
      contacts: [
        { channel: "email", action: "thank-you", treatment: "", class: "promotional", time: MONDAY + 3000, outcome: 0 },
        { action: "cart-reminder", topic: "", group: "", features: [], cell: "", time: MONDAY + 1_803_000 },
      ],
      failures: { email: MONDAY + 4000 },
      traits: [
        { key: "email", value: "ada@example.com", provenance: "declared", confidence: 1 },
        { key: "age", value: 30 },
        { key: "vip", value: true, time: MONDAY, provenance: "declared", confidence: 1 },
      ],
      plans: [{ kind: "cart-abandoned", ref: "w1800000", opened: "event-9", subject: "", items: [], value: 0 }],
      standing: { lifecycle: "stranger", funnel: "unaware" },
      loyalty: { balance: 0 },
      seen: 10,
    });
    const { entries } = profile.read("consent");
    const statement = { purpose: "marketing", validUntil: Number.POSITIVE_INFINITY, text: "" };
    expect(entries).toMatchObject([
      { ...statement, channel: "sms", granted: false, time: MONDAY - 1000, source: "shop" },
      { ...statement, channel: "email", granted: true, time: MONDAY, source: "site" },
    ]);
    expect(verifyLedger(profile.read("consent"))).toBe(true);
    const bytes = engine.encode(profile);
    expect(bytes[3]).toBe(6);
    expect(engine.describe(engine.decode(bytes))).toEqual(engine.describe(profile));
    const next = after([aTrack("Product Viewed", MONDAY + 47 * 60_000, { product_id: "s2" })], profile);
    expect(next.read("activity")).toMatchObject({ events: 11, views: 3, sessionViews: 2 });
    expect(next.read("contacts")).toHaveLength(2);
  });

  it("of version 4 are read and migrated: hours were of UTC, nobody said how often, and nothing is lost", () => {
    const profile = engine.decode(Buffer.from(VERSION_4, "base64"));
    expect(engine.describe(profile)).toMatchObject({
      person: "u:ada",
      activity: { clock: MONDAY + 26 * 3_600_000 + 500, events: 10, orders: 1, recentRevenue: 7.444847944646246 },
      hours: { offset: 0, hours: [{ hour: 10 }, { hour: 12 }, { hour: 13 }, { hour: 36, weight: 1 }] },
      responses: { email: { opened: 1, lastAnswer: MONDAY + 3 * 3_600_000 + 40_000 } },
      consent: { entries: [{ channel: "email", granted: true }] },
      traits: [{ key: "email" }, { key: "timezone", value: "Asia/Tokyo" }, { key: "tag.vip", provenance: "observed" }],
      plans: [{ kind: "cart-abandoned" }],
      preferences: {
        channels: ["email"],
        topics: ["shoes"],
        refusedTopics: ["hats"],
        weekdays: [1, 6],
        from: 1080,
        until: 1290,
        pausedUntil: 1_775_001_600_000,
        perWeek: 0,
      },
      loyalty: { balance: 30 },
      bounces: {},
      seen: 10,
    });
    expect(profile.read("attention").keys).toEqual([]);
    const bytes = engine.encode(profile);
    expect(bytes[3]).toBe(6);
    expect(engine.describe(engine.decode(bytes))).toEqual(engine.describe(profile));
    // The next hour is counted by the clock in Tokyo, and so are those before it from then on.
    const next = after([aTrack("Product Viewed", MONDAY + 28 * 3_600_000, { product_id: "s2" })], profile);
    expect(next.read("hours")).toMatchObject({ offset: 540, hours: [19, 21, 22, 45, 47] });
  });

  it("of version 5 are read and migrated: contacts have no predictions, nobody has said what they are likely to do, and nothing is lost", () => {
    const profile = engine.decode(Buffer.from(VERSION_5, "base64"));
    const predictions: never[] = [];
    expect(engine.describe(profile)).toMatchObject({
      person: "u:ada",
      activity: { clock: MONDAY + 29 * 3_600_000, events: 9, sessions: 4, cartAdds: 3, orders: 1 },
      hours: { offset: 540 },
      contacts: [
        { action: "cart-reminder", cell: "new-low", outcome: 3, predictions },
        { action: "thank-you", class: "service", cell: "customer-low", outcome: 0, predictions },
      ],
      plans: [{ kind: "cart-abandoned" }],
      preferences: { perWeek: 2 },
      attention: { onsite: [{ hour: 22, responses: 2 }] },
      bounces: { email: { newer: MONDAY + 28 * 3_600_000 } },
      intent: { at: 0, session: 0, day: 0, churn: 0, sampledAt: 0, samples: 0 },
      seen: 10,
    });
    const [first] = profile.read("contacts");
    expect(first?.features).toHaveLength(14);
    const bytes = engine.encode(profile);
    expect(bytes[3]).toBe(6);
    expect(engine.describe(engine.decode(bytes))).toEqual(engine.describe(profile));
    const next = after([aTrack("Product Viewed", MONDAY + 30 * 3_600_000, { product_id: "s2" })], profile);
    expect(next.read("contacts")).toEqual(profile.read("contacts"));
  });
});
