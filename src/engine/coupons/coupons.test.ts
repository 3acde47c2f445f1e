import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTreatment, MONDAY } from "../../../test/harness/engine-context.js";
import type { CouponPool } from "../../domain/policy.js";
import type { Coupon } from "../../domain/coupon.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet, PartitionView } from "../../domain/step.js";
import { DAY, HOUR } from "../../domain/time.js";
import { codeOf, keyOf, MOST_SERIALS, permute } from "./code.js";
import { giveCoupon } from "./give.js";
import { codeAt, type Offer, offerCoupon } from "./offer.js";

const generated: CouponPool = { id: "welcome", kind: "generated", prefix: "HI-", secret: "s3cret", validMs: 14 * DAY };
const listed: CouponPool = { id: "vip", kind: "list", codes: ["A", "B", "C", "D", "E"], validMs: DAY };
const option = { action: anAction(), treatment: aTreatment("email") };
const context = anEngineContext();

/** A person's coupons, and a partition's count of what it gave: what a step commits. */
function aPerson(coupons: Coupon[] = []): ProfileDraft {
  return { read: () => coupons, write: () => coupons } as unknown as ProfileDraft;
}
function aPartition(partition = 0, partitions = 1) {
  const given = new Map<string, number>();
  const view: PartitionView = { partition, partitions, statistic: () => 0 };
  const out = {
    learn: (_: string, pool: string, by: number) => void given.set(pool, (given.get(pool) ?? 0) + by),
    learnt: (_: string, pool: string) => given.get(pool) ?? 0,
  } as Partial<Outlet> as Outlet;
  return { view, out, given };
}
function take(person: ProfileDraft, pool: CouponPool, { view, out }: ReturnType<typeof aPartition>, time = MONDAY) {
  const offer = offerCoupon(person, option, pool, time, "UTC", view, out);
  if ("isNew" in offer) giveCoupon(person, option.action.id, offer, time, context, out);
  return offer;
}

describe("generated codes", () => {
  it("are a bijection of the serial numbers", () => {
    const serial = fc.integer({ min: 0, max: MOST_SERIALS - 1 });
    fc.assert(
      fc.property(serial, serial, fc.string(), (a, b, secret) => {
        const [x, y] = [permute(a, keyOf(secret)), permute(b, keyOf(secret))];
        expect(x).toBeLessThan(MOST_SERIALS);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x === y).toBe(a === b);
        expect(codeOf(a, "", secret) === codeOf(b, "", secret)).toBe(a === b);
      }),
    );
    const first = new Set(Array.from({ length: 3_000 }, (_, n) => codeOf(n, "HI-", "s3cret")));
    expect(first.size).toBe(3_000);
    for (const code of first) expect(code).toMatch(/^HI-[0-9A-HJKMNP-TV-Z]{10}$/);
  });

  it("tell nothing of one another: one step of the serial, or another secret, changes half of the bits", () => {
    const bits = (x: number, y: number) => {
      const differ = BigInt(x) ^ BigInt(y);
      return differ.toString(2).replaceAll("0", "").length;
    };
    let [next, other] = [0, 0];
    for (let n = 0; n < 200; n++) {
      const own = permute(n, keyOf("one"));
      next += bits(own, permute(n + 1, keyOf("one")));
      other += bits(own, permute(n, keyOf("two")));
    }
    expect(next / 200).toBeGreaterThan(23);
    expect(next / 200).toBeLessThan(27);
    expect(other / 200).toBeGreaterThan(23);
    expect(other / 200).toBeLessThan(27);
  });

  it("never change: codes that were given must stay what they are", () => {
    expect([0, 1, MOST_SERIALS - 1].map((serial) => codeAt(generated, serial))).toMatchInlineSnapshot(`
      [
        "HI-6P1EMJY0KC",
        "HI-6AET0X3MS7",
        "HI-6MQA4E9G3A",
      ]
    `);
    expect(codeAt(generated, MOST_SERIALS)).toBeUndefined();
  });
});

describe("a coupon", () => {
  it("is never given twice, whichever partitions give how many", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 8 }), fc.boolean(), (counts, fromList) => {
        const codes = Array.from({ length: 60 }, (_, n) => `code-${n}`);
        const pool: CouponPool = fromList ? { id: "vip", kind: "list", codes, validMs: DAY } : generated;
        const seen: string[] = [];
        counts.forEach((count, partition) => {
          const owner = aPartition(partition, counts.length);
          for (let n = 0; n < count; n++) {
            const offer = take(aPerson(), pool, owner);
            if ("isNew" in offer) seen.push(offer.code);
            else expect(fromList).toBe(true);
          }
        });
        expect(new Set(seen).size).toBe(seen.length);
      }),
      { numRuns: 40 },
    );
  });

  it("of a list is refused when no more are left", () => {
    const owner = aPartition(1, 2);
    const codes = Array.from({ length: 3 }, () => take(aPerson(), listed, owner));
    expect(codes).toMatchObject([{ code: "B" }, { code: "D" }, { stage: "eligibility", code: "coupon.none-left" }]);
    expect(owner.given.get("vip")).toBe(2);
  });

  it("that waits is shown again, and uses up no other, until it is used or has run out", () => {
    const coupons: Coupon[] = [];
    const owner = aPartition();
    const at = (time: number) => take(aPerson(coupons), listed, owner, time);
    expect(at(MONDAY)).toMatchObject({ code: "A", isNew: true });
    expect(at(MONDAY + HOUR)).toMatchObject({ code: "A", isNew: false });
    coupons[0] = { ...(coupons[0] as Coupon), used: MONDAY + HOUR };
    expect(at(MONDAY + 2 * HOUR)).toMatchObject({ code: "B", isNew: true });
    expect(at(MONDAY + 4 * DAY)).toMatchObject({ code: "C", isNew: true });
  });

  it("is good through the day that its words name, in the person's zone", () => {
    const { view, out } = aPartition();
    const offer = offerCoupon(aPerson(), option, generated, MONDAY, "America/New_York", view, out) as Offer;
    expect(new Date(offer.expires).toISOString()).toBe("2026-03-17T04:00:00.000Z");
  });

  it("makes room for a new one: first what is of no use any more", () => {
    const coupon = (code: string, used: number, expires: number): Coupon => ({
      code,
      pool: "vip",
      action: "other",
      given: 1,
      expires,
      used,
    });
    const coupons = Array.from({ length: 8 }, (_, n) => coupon(`c${n}`, n === 3 ? MONDAY - 1 : 0, MONDAY + DAY));
    take(aPerson(coupons), listed, aPartition());
    expect(coupons.map(({ code }) => code)).toEqual(["c0", "c1", "c2", "c4", "c5", "c6", "c7", "A"]);
    take(aPerson(coupons), generated, aPartition());
    expect(coupons).toHaveLength(8);
    expect(coupons.map(({ code }) => code).slice(0, 6)).toEqual(["c1", "c2", "c4", "c5", "c6", "c7"]);
  });
});
