import { describe, expect, it } from "vitest";
import { aDraft, aTrait } from "../../../test/harness/draft-of.js";
import { anAction, anEngineContext, anEvent, aTrack, MONDAY } from "../../../test/harness/engine-context.js";
import { EngineStory } from "../../../test/harness/engine-story.js";
import { CHANNELS } from "../../domain/message.js";
import { DAY, HOUR, SECOND } from "../../domain/time.js";
import { hourKey } from "../../domain/timing.js";
import { readPopulation } from "../index.js";
import type { Draft } from "../profile/draft.js";
import { forgetExposure, noteAttention, noteExposure } from "./attention.js";

const context = anEngineContext();
const { halfLifeMs } = context.timing.recipe;
/** The hour of the week of MONDAY, 10:00 UTC. */
const TEN = hourKey(CHANNELS.indexOf("email"), 10);
const tokyo = () => aDraft({ traits: [aTrait("timezone", "Asia/Tokyo")] });
const attentionOf = (draft: Draft) => {
  const { keys, responses, exposures } = draft.read("attention");
  return keys.map((key, i) => [key, responses[i], exposures[i]]);
};

describe("what is noted of a person's attention", () => {
  it("is weighed by what they did, and fades", () => {
    const draft = aDraft();
    noteAttention(draft, "email", "click", MONDAY, context);
    noteAttention(draft, "email", "open", MONDAY + HOUR, context);
    noteExposure(draft, "email", MONDAY + HOUR, context);
    const near = (weight: number) => expect.closeTo(weight, 3);
    expect(attentionOf(draft)).toEqual([
      [TEN, near(1), 0],
      [TEN + 1, near(0.3), 1],
    ]);
    noteAttention(draft, "email", "click", MONDAY + halfLifeMs, context);
    expect(attentionOf(draft)).toContainEqual([TEN + 1, near(0.15), near(0.5)]);
    noteAttention(draft, "email", "click", MONDAY + 20 * halfLifeMs, context);
    expect(attentionOf(draft)).toHaveLength(1);
  });

  it("counts what is told late as long ago as it was", () => {
    const draft = aDraft();
    noteAttention(draft, "email", "click", MONDAY + halfLifeMs, context);
    noteAttention(draft, "email", "click", MONDAY, context);
    expect(attentionOf(draft)).toContainEqual([TEN, 0.5, 0]);
    expect(draft.read("attention").at).toBe(MONDAY + halfLifeMs);
  });

  it("is of the hour on the person's wall, in summer and in winter, and of one channel", () => {
    const draft = aDraft({ traits: [aTrait("timezone", "Europe/Warsaw")] });
    for (const time of ["2026-03-02T17:30:00Z", "2026-06-01T16:30:00Z"])
      noteAttention(draft, "sms", "click", Date.parse(time), context);
    expect(draft.read("attention").keys).toEqual([hourKey(CHANNELS.indexOf("sms"), 18)]);
  });

  it("forgets a message that wasn't sent, and nothing else", () => {
    const draft = aDraft();
    noteExposure(draft, "email", MONDAY, context);
    forgetExposure(draft, "email", MONDAY, context);
    forgetExposure(draft, "email", MONDAY + DAY, context);
    expect(attentionOf(draft)).toEqual([]);
  });
});

describe("a click that was a machine's after all", () => {
  it("is taken back: nothing is left of it, of the person or of everybody", () => {
    const asked = anAction({ trigger: { occasion: "event", of: ["Asked"], waitMs: 0, cancelOn: [] } });
    const story = new EngineStory(anEngineContext({ actions: [asked] })).take(aTrack("Asked", MONDAY));
    const message_id = story.messages[0]?.id as string;
    const click = (link: string, time: number) => aTrack("Email Link Clicked", time, { message_id, link });
    const weights = () => {
      const { responses } = story.profile?.read("attention") ?? {};
      const { hours } = readPopulation(story.engine.population(story.partition.all(), MONDAY));
      return [responses, hours.get("email")?.responses].map((all = []) => Array.from(all).reduce((a, b) => a + b, 0));
    };
    story.take(click("/a", MONDAY + HOUR));
    expect(weights()).toEqual([1, 1]);
    story.take(click("/b", MONDAY + HOUR + SECOND));
    for (const left of weights()) expect(left).toBeCloseTo(0, 5);
    story.take(click("/a", MONDAY + 2 * HOUR));
    for (const left of weights()) expect(left).toBeCloseTo(1, 3);
  });
});

describe("the clock that hours are counted by", () => {
  it("moves what was counted when the zone becomes known", () => {
    const draft = tokyo();
    draft.write("hours").hours = [10, 160];
    draft.write("hours").weights = [1, 2];
    Object.assign(draft.write("attention"), { at: MONDAY, keys: [TEN], responses: [1], exposures: [2] });
    noteAttention(draft, "email", "click", MONDAY, context);
    expect(draft.read("hours")).toMatchObject({ offset: 540, hours: [1, 19], weights: [2, 1] });
    expect(attentionOf(draft)).toEqual([[TEN + 9, 2, 2]]);
  });

  it("is moved once by a visit, and not by summer time", () => {
    const visit = (text: string, timezone?: string) =>
      anEvent({ type: "page", time: Date.parse(text), context: timezone === undefined ? {} : { timezone } });
    const story = new EngineStory(context).take(visit("2026-03-02T10:00:00Z"));
    expect(story.profile?.read("hours")).toMatchObject({ offset: 0, hours: [10] });
    story.take(visit("2026-03-02T11:00:00Z", "Europe/Warsaw"));
    story.take(visit("2026-03-02T12:00:00Z"), visit("2026-06-01T12:00:00Z"));
    expect(story.profile?.read("hours")).toMatchObject({ offset: 60, hours: [11, 12, 13, 14] });
  });
});
