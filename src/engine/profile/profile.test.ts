import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MONDAY } from "../../../test/harness/engine-context.js";
import { SECTION_ARBITRARIES } from "../../../test/harness/section-arbitraries.js";
import { PROVENANCES } from "../../domain/policy.js";
import type { SectionName, Sections } from "../../domain/profile.js";
import { decodeProfile, encodeProfile } from "./codec.js";
import { describeProfile } from "./describe.js";
import { Draft } from "./draft.js";
import { SECTION_NAMES } from "./layout/sections.js";
import { EMPTY_PROFILE, type Profile } from "./stored-profile.js";

function withSections(sections: Partial<Sections>, base = EMPTY_PROFILE): Profile {
  const draft = new Draft(base, "u:ada");
  for (const name of Object.keys(sections) as SectionName[]) {
    const section = draft.write(name) as object;
    if (Array.isArray(section)) section.splice(0, section.length, ...(sections[name] as unknown[]));
    else Object.assign(section, sections[name]);
  }
  return draft.finish();
}

const someSections = fc.record(SECTION_ARBITRARIES, { requiredKeys: [] }) as fc.Arbitrary<Partial<Sections>>;

describe("a profile's sections", () => {
  it("come back as they were written, and give the same bytes again", () => {
    fc.assert(
      fc.property(someSections, (sections) => {
        const profile = withSections(sections);
        const bytes = encodeProfile(profile);
        const again = decodeProfile(bytes);
        for (const name of Object.keys(sections) as SectionName[]) expect(again.read(name)).toEqual(sections[name]);
        expect(encodeProfile(again)).toEqual(bytes);
        expect(encodeProfile(withSections(sections, again))).toEqual(bytes);
      }),
      { numRuns: 200 },
    );
  });

  it("can all be described as JSON, with null for what has no end", () => {
    fc.assert(
      fc.property(someSections, (sections) => {
        const described = describeProfile(withSections(sections));
        expect(JSON.parse(JSON.stringify(described))).toEqual(described);
      }),
      { numRuns: 100 },
    );
    expect(
      describeProfile(
        withSections({
          coupons: [{ code: "C1", pool: "p", action: "a", given: 1, expires: Number.POSITIVE_INFINITY, used: 0 }],
        }),
      ),
    ).toMatchObject({
      standing: { lifecycle: "stranger", funnel: "unaware" },
      coupons: [{ code: "C1", expires: null }],
    });
  });

  it("cost one byte each while they are empty", () => {
    expect(encodeProfile(EMPTY_PROFILE)).toHaveLength(9 + SECTION_NAMES.length);
    expect(SECTION_NAMES).toHaveLength(26);
  });
});

describe("what is asked of packed bytes", () => {
  const traits = SECTION_ARBITRARIES.traits as fc.Arbitrary<Sections["traits"]>;

  it("is the same as reading the section", () => {
    fc.assert(
      fc.property(
        traits,
        fc.constantFrom("timezone", "email", "a"),
        fc.constantFrom("a", "UTC"),
        (list, key, value) => {
          const draft = new Draft(withSections({ traits: list }), "u:ada");
          const known = list.find((trait) => trait.key === key);
          expect(draft.textTrait(key)).toBe(typeof known?.value === "string" ? known.value : undefined);
          for (const provenance of PROVENANCES) {
            const rank = PROVENANCES.indexOf(provenance);
            const before = known === undefined ? PROVENANCES.length : PROVENANCES.indexOf(known.provenance);
            const expected = before < rank || (before === rank && known?.value === value);
            expect(draft.isSettled(key, value, provenance)).toBe(expected);
          }
          draft.discard();
        },
      ),
      { numRuns: 200 },
    );
  });

  it("keeps the plans as they were before the step, whatever the step does", () => {
    const plan = { openedAt: 1, opened: "e1", subject: "", items: [], value: 0, due: MONDAY, kind: "held" };
    const base = withSections({ plans: { browseSession: 1, open: [{ ...plan, ref: "w1" }] } });
    const draft = new Draft(base, "u:ada");
    draft.write("plans").open.push({ ...plan, ref: "w2" });
    expect(draft.firstDue()).toBe(MONDAY);
    draft.write("plans").open = [];
    expect(draft.plansBefore()).toEqual(base.read("plans"));
    draft.discard();
  });

  it("knows plans by kind and ref, and the first that is due", () => {
    const plan = { openedAt: MONDAY, opened: "e1", subject: "s".repeat(900), items: ["p1", "p2"], value: 12.5 };
    const draft = new Draft(
      withSections({
        plans: {
          browseSession: MONDAY,
          open: [
            { ...plan, kind: "cart-abandoned", ref: "w1", due: MONDAY + 2 },
            { ...plan, kind: "held", ref: "w1-x", due: MONDAY + 1, subject: "", items: [], value: 0 },
            { ...plan, kind: "review", ref: "", due: Number.POSITIVE_INFINITY },
          ],
        },
      }),
      "u:ada",
    );
    expect([draft.firstDue(), draft.browseSession()]).toEqual([MONDAY + 1, MONDAY]);
    expect([draft.isPlanned("held", "w1-x"), draft.isPlanned("held", "w1"), draft.isPlanned("review", "")]).toEqual([
      true,
      false,
      true,
    ]);
    expect(draft.read("plans").open[0]).toMatchObject({ subject: plan.subject, items: ["p1", "p2"], value: 12.5 });
    draft.discard();
  });

  it("knows by which clock hours were counted", () => {
    fc.assert(
      fc.property(SECTION_ARBITRARIES.hours as fc.Arbitrary<Sections["hours"]>, (hours) => {
        const draft = new Draft(withSections({ hours }), "u:ada");
        expect(draft.hoursOffset()).toBe(hours.offset);
        draft.write("hours").offset = 30;
        expect(draft.hoursOffset()).toBe(30);
        draft.discard();
      }),
    );
  });

  it("knows when the first points run out", () => {
    const loyalty = { balance: 7, lifetime: 7, tier: "", tierSince: 0, booked: [] };
    const lots = [
      { points: 3, expires: MONDAY },
      { points: 4, expires: Number.POSITIVE_INFINITY },
    ];
    expect(new Draft(withSections({ loyalty: { ...loyalty, lots } }), "u:ada").firstExpiry()).toBe(MONDAY);
    expect(new Draft(EMPTY_PROFILE, "u:ada").firstExpiry()).toBe(Number.POSITIVE_INFINITY);
  });
});
