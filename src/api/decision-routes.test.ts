import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiAnswer, LINKS, openTestApi, PAGE, SERVER, type TestApi } from "../../test/harness/open-test-api.js";
import { identify, track } from "../../test/harness/calls.js";
import { signUser } from "./user-tokens.js";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const soon = (): number => Math.floor(api.shop.now.getTime() / 1000) + 600;
const tokenOf = (userId: string, expires = soon()): string => signUser(userId, expires, LINKS.keys[0]?.secret ?? "");

/** Asks, and lets the partitions' owners work until there is an answer. */
async function ask(body: object, headers: Record<string, string> = PAGE): Promise<ApiAnswer> {
  let isDone = false;
  const asking = api.send("POST", "/v1/decisions", body, headers).finally(() => (isDone = true));
  while (!isDone) {
    await api.shop.advanceTo(api.shop.now.getTime());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return asking;
}

describe("POST /v1/decisions", () => {
  it("answers a page with what was decided for its visitor, and records it like any other decision", async () => {
    const { status, body } = await ask({ slot: "home-banner", anonymousId: "dev-1" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      slot: "home-banner",
      reason: "ok.chosen",
      message: { slot: "home-banner", action: "home-banner", title: expect.any(String), text: expect.any(String) },
    });
    const [decision] = await api.shop.decisions("a:dev-1");
    const [message] = await api.shop.messages("a:dev-1");
    expect(decision?.id).toBe(body["decision"]);
    expect(message?.id).toBe((body["message"] as { id: string }).id);
  });

  it("knows all that the person did before", async () => {
    const who = { anonymousId: "dev-2" };
    await api.send("POST", "/v1/track", { ...track(who, "Product Viewed", { product_id: "lamp-1" }) }, PAGE);
    const { body } = await ask({ slot: "home-banner", ...who });
    expect(body["decision"]).not.toBeNull();
    expect((await api.shop.decisions("a:dev-2"))[0]?.candidates.length).toBeGreaterThan(0);
    expect(await api.shop.profile("a:dev-2")).toMatchObject({ items: [expect.objectContaining({ id: "lamp-1" })] });
  });

  it("counts what it answered: the caps and cool-downs of the engine hold for slots too", async () => {
    const who = { slot: "home-banner", anonymousId: "dev-3" };
    expect((await ask(who)).body["message"]).not.toBeNull();
    const again = await ask(who);
    expect(again).toMatchObject({ status: 200, body: { message: null, decision: expect.any(String) } });
  });

  it("has nothing for a slot that no treatment is made for", async () => {
    expect(await ask({ slot: "nowhere", anonymousId: "dev-4" })).toMatchObject({
      status: 200,
      body: { message: null },
    });
  });

  it("asks a page for a token of a known person's; a server key with the scope needs none", async () => {
    const asked = { slot: "home-banner", userId: "ada" };
    const refused = { status: 403, body: { code: "ATTUNE_USER_TOKEN" } };
    expect(await ask(asked)).toMatchObject(refused);
    expect(await ask({ ...asked, userToken: tokenOf("bea") })).toMatchObject(refused);
    expect(await ask({ ...asked, userToken: tokenOf("ada", soon() - 1_200) })).toMatchObject(refused);
    expect(await ask({ ...asked, userToken: tokenOf("ada") })).toMatchObject({ status: 200, body: { message: {} } });
    expect(await ask({ ...asked, userId: "cleo" }, SERVER)).toMatchObject({ status: 200, body: { message: {} } });
    const reader = { authorization: "Bearer reader-key" };
    expect(await ask(asked, reader)).toMatchObject({ status: 403, body: { code: "ATTUNE_API_SCOPE" } });
  });

  it("doesn't answer a device that belongs to a known person by its id alone, and spends nothing of theirs", async () => {
    await api.shop.take(identify({ userId: "dora", anonymousId: "dev-5" }));
    const asked = { slot: "home-banner", anonymousId: "dev-5" };
    expect(await ask(asked)).toMatchObject({ status: 403, body: { code: "ATTUNE_USER_TOKEN" } });
    expect(await api.shop.decisions("u:dora")).toEqual([]);
    // The shop's own server may: what is decided for the person comes back from the other partition.
    const answer = await ask(asked, SERVER);
    expect(answer).toMatchObject({ status: 200, body: { message: { action: "home-banner" } } });
    expect((await api.shop.decisions("u:dora"))[0]?.id).toBe(answer.body["decision"]);
  });

  it("doesn't show one account what is another's because somebody called the two one person", async () => {
    await api.shop.take({ type: "alias", userId: "victim", previousId: "mallory" });
    const asked = { slot: "home-banner", userId: "mallory", userToken: tokenOf("mallory") };
    expect(await ask(asked)).toMatchObject({ status: 403, body: { code: "ATTUNE_USER_TOKEN" } });
    expect(await api.shop.decisions("u:victim")).toEqual([]);
  });

  it("says that it is late when no owner answers in time", async () => {
    const late = await api.send("POST", "/v1/decisions", { slot: "x", anonymousId: "dev-6", timeoutMs: 50 }, PAGE);
    expect(late).toMatchObject({ status: 503, body: { code: "ATTUNE_ANSWER_LATE" } });
  });

  it("names what is wrong with a question", async () => {
    for (const wrong of [{ slot: "a" }, { slot: "a", userId: "a", anonymousId: "b" }, { anonymousId: "a" }])
      expect(await ask(wrong)).toMatchObject({ status: 400, body: { code: "ATTUNE_API_PARAMETER" } });
    expect(await ask({ slot: "a", anonymousId: "null" })).toMatchObject({
      status: 400,
      body: { code: "ATTUNE_EVENT_BAD_ID" },
    });
  });
});
