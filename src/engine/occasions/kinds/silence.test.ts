import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, MONDAY } from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import type { SilencePolicy } from "../../../domain/policy.js";
import { DAY } from "../../../domain/time.js";

const base = anEngineContext();
const AFTER = 30 * DAY;
const policy: SilencePolicy = { channel: "email", afterMs: AFTER, mode: "win-back", pauseMs: AFTER };
const thanks = anAction({
  id: "thanks",
  class: "service",
  trigger: { occasion: "order-placed", waitMs: 0, cancelOn: [] },
});
const story = (of: string[] = []) =>
  new EngineStory({
    ...base,
    occasions: { ...base.occasions, silence: [policy, { ...policy, channel: "onsite" }] },
    actions: [thanks, anAction({ id: "come-back", trigger: { occasion: "silence", waitMs: 0, of } })],
  });
const order = (time: number) =>
  aTrack("Order Completed", time, { order_id: `${time}`, products: [{ product_id: "a" }] });
const opens = (time: number) => aTrack("Message Opened", time, { channel: "email" });

describe("silence on a channel", () => {
  it("is spoken of once, when nothing was answered for long although messages were sent", () => {
    const told = story().take(order(MONDAY));
    expect(told.plans("silence")).toMatchObject([{ due: MONDAY + AFTER, subject: "email" }]);
    told.take(order(MONDAY + 10 * DAY));
    expect(told.advance(MONDAY + 300 * DAY).said).toEqual(["thanks", "thanks", "come-back"]);
    expect(told.decisions.at(-1)).toMatchObject({ occasion: "silence", subject: "email", time: MONDAY + AFTER });
  });

  it("is none without messages, or on another channel than the action names", () => {
    expect(story().take(opens(MONDAY)).plans()).toEqual([]);
    expect(story(["sms"]).take(order(MONDAY)).plans()).toEqual([]);
  });

  it("ends with an answer, and begins anew with the next message", () => {
    const told = story().take(order(MONDAY), opens(MONDAY + DAY));
    expect(told.advance(MONDAY + AFTER).said).toEqual(["thanks"]);
    expect(told.total("reasons.occasion.emptied")).toBe(1);
    told.take(order(MONDAY + 40 * DAY));
    expect(told.advance(MONDAY + 80 * DAY).decisions.at(-1)).toMatchObject({ time: MONDAY + 40 * DAY + AFTER });
  });

  it("waits on where another silence began while its timer waited", () => {
    const told = story().take(order(MONDAY), opens(MONDAY + DAY), order(MONDAY + 2 * DAY));
    expect(told.advance(MONDAY + AFTER).said).toEqual(["thanks", "thanks"]);
    expect(told.advance(MONDAY + 60 * DAY).decisions.at(-1)).toMatchObject({ time: MONDAY + 2 * DAY + AFTER });
  });
});
