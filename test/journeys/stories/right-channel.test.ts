import { afterEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/domain/event.js";
import { REACHABLE, track } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

/** On which channel a person is written to: where they said, else where people like them answer, until they show that they answer elsewhere. */

const FILES = {
  "actions/news.yaml": anActionFile(
    "news",
    `
class: promotional
topic: news
trigger: { occasion: event, of: [News Published] }
value: 10
treatments:
  - { id: mail, channel: email, copy: [{ title: News, body: By mail. }] }
  - { id: note, channel: push, copy: [{ title: News, body: By push. }] }
  - { id: shelf, channel: onsite, copy: [{ title: News, body: On the site. }] }
`,
  ),
  "attune.yaml": `channels:
  email: { address: email, cap: { count: 5, window: 1 day } }
  push: { address: pushToken, cap: { count: 5, window: 1 day } }
  onsite: { cap: { count: 5, window: 1 day } }
`,
  "policies.yaml": `arbitration: { exploration: { gamma: off }, leavingCost: 0 }
channelChoice: { confidence: 0.9, minimumMessages: 5, dropShare: 0.2 }
`,
};
const EVERYWHERE = { ...REACHABLE, pushToken: "{}", consent: { email: true, push: true } };

describe("the right channel", () => {
  let shop: TestShop;
  afterEach(() => shop.close());

  const open = async (traits: JsonObject = EVERYWHERE) => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
    await shop.identified("ann", traits);
  };
  /** A day later. What is answered is clicked an hour after it came. */
  const news = async (answered = false): Promise<string> => {
    await shop.advance("1 day");
    await shop.take(track("ann", "News Published"));
    const message = (await shop.messages("u:ann")).at(-1);
    if (message === undefined) return "silence";
    if (answered) {
      await shop.advance("1 h");
      await shop.take(track("ann", "Message Clicked", { channel: message.channel, message_id: message.id }));
    }
    return message.channel;
  };
  const why = async (channel: string) => {
    const decision = (await shop.decisions("u:ann")).at(-1);
    const candidate = decision?.candidates.find((one) => one.channel === channel);
    return `${candidate?.code}: ${candidate?.detail ?? ""}`;
  };

  it("is the one that is usually best, and the record says so of the others", async () => {
    await open();
    expect(await news()).toBe("email");
    expect(await why("push")).toBe("channel.other: email: usual");
    expect(await why("onsite")).toBe("channel.other: email: usual");
  });

  it("is the first that the person declared", async () => {
    await open();
    await shop.take(track("ann", "Preferences Updated", { channels: ["push", "email"] }));
    expect(await news()).toBe("push");
    expect(await why("email")).toBe("channel.other: push: declared");
    expect(await why("onsite")).toMatch(/^preference\.channel/);
    await shop.take(track("ann", "Preferences Updated", { channels: [] }));
    expect(await news()).toBe("email");
  });

  it("is the site where there is neither consent nor a token for another", async () => {
    await open({ email: "ann@example.com" });
    expect(await news()).toBe("onsite");
    expect(await why("email")).toMatch(/^consent\.unknown/);
    expect(await why("push")).toMatch(/^consent\.unknown/);
    await shop.identified("ann", { consent: { push: true } });
    expect(await news()).toBe("onsite");
    expect(await why("push")).toMatch(/^channel\.no-address/);
  });

  it("changes when the person ignores one and answers on another, not before there is evidence of both", async () => {
    await open();
    for (let day = 0; day < 8; day++) expect(await news()).toBe("email");
    // While their mailbox is full they hear by push, and answer there.
    for (let bounce = 0; bounce < 3; bounce++) await shop.take(track("ann", "Email Bounced", { bounce_type: "soft" }));
    for (let day = 0; day < 6; day++) expect(await news(true)).toBe("push");
    expect(await why("email")).toMatch(/^channel\.paused/);
    // The mailbox works again, and push stays.
    await shop.take(track("ann", "Email Delivered"));
    expect(await news()).toBe("push");
    expect(await why("email")).toBe("channel.other: push: responds");
    expect((await shop.verifyReplay()).equal).toBe(true);
  });

  it("is dropped when the person ignores it where others don't; what was long ago fades", async () => {
    await open();
    for (let reader = 0; reader < 20; reader++) {
      const who = `reader-${reader}`;
      await shop.identified(who, EVERYWHERE);
      await shop.take(track(who, "News Published"));
      await shop.advance("1 min");
      await shop.take(track(who, reader % 4 === 0 ? "Email Link Clicked" : "Email Opened"));
    }
    await shop.refreshPopulation();
    const channels = new Set<string>();
    for (let day = 0; day < 60; day++) channels.add(await news());
    expect([...channels].slice(0, 2)).toEqual(["email", "push"]);
    expect(await why("email")).toMatch(/^channel\.ignored/);
    await shop.advance("300 days");
    expect(await news()).toBe("email");
  });
});
