import fc from "fast-check";
import { expect, it } from "vitest";
import { SECTION_ARBITRARIES } from "../../../../test/harness/section-arbitraries.js";
import { type Intent, MOST_INTENT_SAMPLES } from "../../../domain/intent.js";
import type { Sections } from "../../../domain/profile.js";
import { mergeIntent } from "./intent.js";

const sections = SECTION_ARBITRARIES.intent as fc.Arbitrary<Sections["intent"]>;

function merged(into: Intent, from: Intent): Intent {
  const own = structuredClone(into);
  mergeIntent(own, from);
  return own;
}

it("what was said last stays, whoever gives; and of the samples of both the youngest", () => {
  fc.assert(
    fc.property(sections, sections, (a, b) => {
      const [ab, ba] = [merged(a, b), merged(b, a)];
      const { samples: _a, ...scores } = ab;
      const { samples: _b, ...same } = ba;
      expect(scores).toEqual(same);
      expect(scores.at).toBe(Math.max(a.at, b.at));
      expect(scores.sampledAt).toBe(Math.max(a.sampledAt, b.sampledAt));
      const times = [...a.samples, ...b.samples].map(({ at }) => at).sort((x, y) => x - y);
      expect(ab.samples.map(({ at }) => at)).toEqual(times.slice(-MOST_INTENT_SAMPLES));
    }),
  );
});
