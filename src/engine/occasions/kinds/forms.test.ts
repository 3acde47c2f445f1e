import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, anEvent, aTrack, MONDAY } from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import { HOUR, MINUTE } from "../../../domain/time.js";

const about = (of: string[] = [], cancelOn: ("purchase" | "return")[] = []) =>
  new EngineStory(
    anEngineContext({
      actions: [anAction({ id: "help", trigger: { occasion: "form-abandoned", waitMs: HOUR, of, cancelOn } })],
    }),
  );
const started = (form: string, time = MONDAY) => aTrack("Form Started", time, { form });
const submitted = (form: string, time: number) => aTrack("Form Submitted", time, { form });

describe("a form that was begun", () => {
  it("is spoken of after the person has gone", () => {
    const story = about().take(started("quote"), anEvent({ type: "page", time: MONDAY + 30 * MINUTE }));
    expect(story.advance(MONDAY + HOUR + 29 * MINUTE).said).toEqual([]);
    expect(story.advance(MONDAY + HOUR + 30 * MINUTE).said).toEqual(["help"]);
    expect(story.decisions[0]).toMatchObject({ occasion: "form-abandoned", subject: "quote" });
  });

  it("is none once that form was sent, whoever tells it", () => {
    const story = about().take(started("quote"), started("newsletter", MONDAY + 1));
    story.take(aTrack("Form Submitted", MONDAY + MINUTE, { form: "quote" }, { history: true }));
    expect(story.total("reasons.occasion.emptied")).toBe(1);
    expect(story.advance(MONDAY + 3 * HOUR).decisions.map((decision) => decision.subject)).toEqual(["newsletter"]);
  });

  it("concerns the forms that the action names", () => {
    expect(
      about(["quote"])
        .take(started("newsletter"), submitted("newsletter", MONDAY + 1))
        .plans(),
    ).toEqual([]);
    expect(about(["quote"]).take(started("quote")).plans()).toHaveLength(1);
  });

  it("is taken back by another visit where the action asks for that", () => {
    const story = about([], ["return"]).take(started("quote"), anEvent({ type: "page", time: MONDAY + 45 * MINUTE }));
    expect(story.advance(MONDAY + 3 * HOUR).said).toEqual([]);
    expect(story.total("reasons.occasion.cancelled-by-return")).toBe(1);
  });
});
