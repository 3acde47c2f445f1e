import { expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, MONDAY } from "../../test/harness/engine-context.js";
import { EngineStory } from "../../test/harness/engine-story.js";
import type { JsonObject } from "../domain/event.js";
import { HOUR, SECOND } from "../domain/time.js";

const context = anEngineContext({
  actions: [anAction({ trigger: { occasion: "event", of: ["Asked"], waitMs: 0, cancelOn: [] } })],
});

/** Clicks on e-mail that count for the person, of the one message that they were sent. */
function clicksAfter(...clicks: readonly [seconds: number, properties: JsonObject][]): number {
  const story = new EngineStory(context).take(aTrack("Asked", MONDAY));
  for (const [seconds, properties] of clicks) {
    const named = { message_id: story.messages[0]?.id ?? "", ...properties };
    story.take(aTrack("Email Link Clicked", MONDAY + HOUR + seconds * SECOND, named));
  }
  return Math.round(story.profile?.read("responses").counts[3] ?? 0);
}

it("counts what a person clicks, not what a machine does; and takes back what was taken for theirs", () => {
  expect(clicksAfter([0, { link: "a", method: "HEAD" }])).toBe(0);
  expect(clicksAfter([0, { link: "a" }])).toBe(1);
  expect(clicksAfter([0, { link: "a" }], [1, { link: "b" }])).toBe(0);
  expect(clicksAfter([0, { link: "a" }], [1, { link: "b" }], [2, { link: "c" }], [3_600, { link: "c" }])).toBe(1);
  expect(clicksAfter([0, { link: "a" }], [10, { link: "b" }])).toBe(2);
  expect(clicksAfter([0, {}], [1, {}])).toBe(2);
});
