import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { product, track } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

/** "E-mail me my saved homes": asked for, so it is no advertisement. */
const FILES = {
  "actions/saved-homes.yaml": anActionFile(
    "saved-homes",
    `
class: service
topic: saved
trigger: { occasion: send-requested, of: [saved] }
treatments:
  - id: list
    channel: email
    copy: [{ title: Your saved homes, body: "You saved {{ saved.count }}, {{ item.name }} the last." }]
`,
  ),
  "actions/saved-reminder.yaml": anActionFile(
    "saved-reminder",
    `
class: promotional
topic: saved
trigger: { occasion: saved-reminder, wait: 7 days, cancel: [purchase] }
treatments:
  - id: reminder
    channel: email
    copy: [{ title: Still there, body: "{{ item.name }} is still there." }]
`,
  ),
};

describe("e-mail me my saved homes", () => {
  let shop: TestShop;

  const saves = (item: string) => shop.take(track("carol", "Product Added to Wishlist", product(item)));
  const asks = () => shop.take(track("carol", "Send Requested", { what: "saved" }));

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
    await shop.identified("carol", { email: "carol@example.com" });
    await saves("home-1");
    await saves("home-2");
  });

  afterEach(() => shop.close());

  it("is answered at once, and needs no consent to advertising", async () => {
    await asks();
    const [message] = await shop.messages("u:carol");
    expect(message).toMatchObject({ action: "saved-homes", class: "service", channel: "email" });
    expect(message?.items).toEqual(["home-2", "home-1"]);
    expect(message?.copy.body).toBe("You saved 2, Home 2 the last.");
  });

  it("is answered each time it is asked: no cap holds back what was asked for", async () => {
    for (let i = 0; i < 5; i++) {
      await asks();
      await shop.advance("1 min");
    }
    expect(await shop.messages("u:carol")).toHaveLength(5);
  });

  it("is answered once a minute, however often it is asked: the cool-down is all that bounds it", async () => {
    for (let i = 0; i < 13; i++) {
      await asks();
      await shop.advance("10 s");
    }
    expect(await shop.messages("u:carol")).toHaveLength(3);
    const refused = (await shop.decisions("u:carol")).filter(({ outcome }) => outcome === "silence");
    expect(refused.map(({ candidates }) => candidates[0]?.code)).toEqual(refused.map(() => "contact.cool-down"));
    expect(refused).toHaveLength(10);
  });

  it("lets the reminder of saved homes wait for a consent of its own", async () => {
    await shop.advance("8 days");
    expect(await shop.messages("u:carol")).toEqual([]);
    const [decision] = await shop.decisions("u:carol");
    expect(decision?.candidates).toMatchObject([{ action: "saved-reminder", code: "consent.unknown" }]);
    await shop.identified("carol", { consent: { email: true } });
    await saves("home-3");
    await shop.advance("7 days");
    expect((await shop.messages("u:carol")).map((message) => message.treatment)).toEqual(["reminder"]);
  });
});
