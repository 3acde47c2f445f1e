import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anEngineContext } from "../../../../test/harness/engine-context.js";
import { SECTION_ARBITRARIES } from "../../../../test/harness/section-arbitraries.js";
import { CHANNELS } from "../../../domain/message.js";
import type { Attention, Sections } from "../../../domain/profile.js";
import { HOURS_OF_WEEK } from "../../../domain/timing.js";
import { Draft } from "../../profile/draft.js";
import { EMPTY_PROFILE } from "../../profile/stored-profile.js";
import { mergeAttention } from "./attention.js";
import { mergeInto } from "./merge.js";

const context = anEngineContext();
const sections = SECTION_ARBITRARIES.attention as fc.Arbitrary<Sections["attention"]>;
const none: Attention = {
  at: 0,
  keys: [],
  responses: [],
  exposures: [],
  clickedMessage: "",
  clickedLink: 0,
  clickedAt: 0,
};

describe("merging attention", () => {
  it("adds both sides' hours as of the later moment, on the receiver's clock", () => {
    const { halfLifeMs } = context.timing.recipe;
    const into = { ...none, at: halfLifeMs, keys: [5], responses: [1], exposures: [0] };
    const from = { ...none, keys: [4, 167, 168], responses: [2, 0, 4], exposures: [0, 8, 0] };
    mergeAttention(into, from, 60, context);
    expect(into).toMatchObject({ at: halfLifeMs, keys: [0, 5, 169], responses: [0, 2, 2], exposures: [4, 0, 0] });
  });

  it("keeps every list in order and within its bound, and gives the same whoever gives", () => {
    fc.assert(
      fc.property(sections, sections, (a, b) => {
        const merged = (into: Attention, from: Attention) => {
          const own = structuredClone(into);
          mergeAttention(own, from, 0, context);
          return own;
        };
        const both = merged(a, b);
        expect(both.keys).toEqual([...new Set([...a.keys, ...b.keys])].sort((x, y) => x - y));
        expect(both.keys.length).toBeLessThanOrEqual(CHANNELS.length * HOURS_OF_WEEK);
        expect(merged(b, a)).toMatchObject({ at: both.at, keys: both.keys, responses: both.responses });
        expect(both.clickedAt).toBe(Math.max(a.clickedAt, b.clickedAt));
      }),
    );
  });

  it("moves the giver's hours to the receiver's clock; who has counted none takes the giver's", () => {
    const giver = new Draft(EMPTY_PROFILE, "a:x");
    Object.assign(giver.write("hours"), { at: 1, offset: 330, hours: [20], weights: [1] });
    Object.assign(giver.write("attention"), { ...none, keys: [20], responses: [1], exposures: [0] });
    const from = giver.finish();
    const receiver = (hours: Partial<Sections["hours"]>) => {
      const draft = new Draft(EMPTY_PROFILE, "u:ada");
      Object.assign(draft.write("hours"), hours);
      mergeInto(draft, from, context, 4);
      return draft;
    };
    const tokyo = receiver({ at: 1, offset: 540, hours: [1], weights: [1] });
    expect(tokyo.read("hours")).toMatchObject({ offset: 540, hours: [1, 24], weights: [1, 1] });
    expect(tokyo.read("attention").keys).toEqual([24]);
    expect(receiver({}).read("hours")).toMatchObject({ offset: 330, hours: [20] });
  });
});
