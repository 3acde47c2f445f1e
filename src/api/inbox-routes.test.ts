import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type ApiAnswer,
  LINKS,
  openTestApi,
  PAGE,
  SERVER,
  type TestApi,
  WRITE_KEY,
} from "../../test/harness/open-test-api.js";
import { TestEventSource } from "../../test/harness/event-source.js";
import { onsiteMessageFor } from "../../test/harness/onsite-messages.js";
import type { Message } from "../domain/message.js";
import type { PersonKey } from "../domain/person.js";
import { signUser } from "./user-tokens.js";

let api: TestApi;
let address: string;
const open: TestEventSource[] = [];
beforeAll(async () => {
  api = await openTestApi();
  address = await api.app.listen({ host: "127.0.0.1", port: 0 });
});
afterEach(() => {
  for (const source of open.splice(0)) source.close();
});
afterAll(() => api.close());

async function put(person: PersonKey, id: string, more: Partial<Message> = {}): Promise<void> {
  const message = onsiteMessageFor(person, id, api.shop.now.getTime(), more);
  await api.inbox.put(person, message, { title: message.copy.title, text: message.copy.body });
}

async function listen(query: string, headers: Record<string, string> = PAGE): Promise<TestEventSource> {
  const source = await TestEventSource.open(`${address}/v1/inbox?${query}`, headers);
  open.push(source);
  return source;
}

const idsIn = ({ events }: TestEventSource): string[] =>
  events.map(({ data }) => (JSON.parse(data) as { id: string }).id);

async function list(query: string, headers = PAGE): Promise<string[]> {
  const { body } = await api.get(`/v1/inbox/messages?${query}`, headers);
  return (body["messages"] as { message: { id: string } }[]).map(({ message: { id } }) => id);
}

const act = (id: string, body: object, headers: Record<string, string> = PAGE): Promise<ApiAnswer> =>
  api.send("POST", `/v1/inbox/${id}`, body, headers);

describe("GET /v1/inbox", () => {
  it("sends what waits, then what comes, and after a break only what came after the last id", async () => {
    await put("a:sse", "m1");
    const source = await listen("anonymousId=sse");
    expect(source.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(source.headers.get("cache-control")).toBe("no-store");
    await expect.poll(() => idsIn(source)).toEqual(["m1"]);
    await put("a:sse", "m2");
    await expect.poll(() => idsIn(source)).toEqual(["m1", "m2"]);
    source.close();
    await put("a:sse", "m3");
    const again = await listen("anonymousId=sse", { ...PAGE, "last-event-id": source.events[1]?.id ?? "" });
    await expect.poll(() => idsIn(again)).toEqual(["m3"]);
    const byQuery = await listen(`anonymousId=sse&after=${source.events[0]?.id}`);
    await expect.poll(() => idsIn(byQuery)).toEqual(["m2", "m3"]);
  });

  it("sends again what was sent and never shown, and nothing that was", async () => {
    for (const id of ["n1", "n2"]) await put("a:shown", id);
    await act("n1", { anonymousId: "shown", action: "shown" });
    const source = await listen("anonymousId=shown");
    await expect.poll(() => idsIn(source)).toEqual(["n2"]);
    expect(await list("anonymousId=shown")).toEqual(["n1", "n2"]);
  });

  it("sends all that fits to a reader who reads late", async () => {
    const source = await listen("anonymousId=late");
    for (let i = 0; i < 15; i++) await put("a:late", `l${i}`, { copy: { title: "t", body: "x".repeat(3_000) } });
    await expect.poll(() => idsIn(source)).toHaveLength(15);
  });

  it("is for whoever may see it: a device by its id, a known person by a token or a server key", async () => {
    await put("u:ada", "k1");
    const until = Math.floor(api.shop.now.getTime() / 1000) + 60;
    const token = signUser("ada", until, LINKS.keys[0]?.secret ?? "");
    expect((await listen("userId=ada")).status).toBe(403);
    expect((await listen("anonymousId=a", {})).status).toBe(401);
    expect((await listen("userId=ada&anonymousId=a", SERVER)).status).toBe(400);
    expect((await listen("userId=ada", { authorization: "Bearer reader-key" })).status).toBe(403);
    const known = await listen(`userId=ada&userToken=${token}&writeKey=${WRITE_KEY}`, {});
    const server = await listen("userId=ada", SERVER);
    for (const source of [known, server]) await expect.poll(() => idsIn(source)).toEqual(["k1"]);
  });

  it("refuses more pages of one person than a person has", async () => {
    const many = await Promise.all(Array.from({ length: 12 }, () => listen("anonymousId=tabs")));
    expect(many.map(({ status }) => status).filter((status) => status === 503)).toHaveLength(2);
    for (const source of many) source.close();
    await expect.poll(async () => (await listen("anonymousId=tabs")).status).toBe(200);
  });

  it("keeps no server from closing", { timeout: 10_000 }, async () => {
    const closing = await openTestApi();
    const home = await closing.app.listen({ host: "127.0.0.1", port: 0 });
    const source = await TestEventSource.open(`${home}/v1/inbox?anonymousId=last`, PAGE);
    // As browsers do that expect to ask for more.
    const silent = connect(Number(new URL(home).port), "127.0.0.1");
    await once(silent, "connect");
    await closing.close();
    await expect.poll(() => source.isEnded && silent.closed).toBe(true);
  });

  it("counts no page that went away before it was answered", async () => {
    for (let i = 0; i < 15; i++)
      await fetch(`${address}/v1/inbox?anonymousId=gone`, { headers: PAGE, signal: AbortSignal.timeout(i) }).then(
        (answer) => answer.body?.cancel(),
        () => undefined,
      );
    await expect
      .poll(async () => {
        const many = await Promise.all(Array.from({ length: 10 }, () => listen("anonymousId=gone")));
        for (const source of many) source.close();
        return many.every(({ status }) => status === 200);
      })
      .toBe(true);
  });
});

describe("POST /v1/inbox/{message}", () => {
  it("says what became of a message, once however often it is told, and takes away what was clicked", async () => {
    await put("a:act", "p1");
    for (const action of ["shown", "shown", "clicked", "clicked"])
      expect(await act("p1", { anonymousId: "act", action })).toMatchObject({ status: 202, body: { success: true } });
    expect(await list("anonymousId=act")).toEqual([]);
    const told = (await api.shop.records("a:act")).map(
      ({ payload }) => JSON.parse(Buffer.from(payload).toString()) as { event: string; properties: object },
    );
    expect(told.map(({ event, properties }) => [event, properties])).toEqual([
      ["In-App Message Viewed", { message_id: "p1", channel: "onsite" }],
      ["In-App Message Clicked", { message_id: "p1", channel: "onsite" }],
    ]);
  });

  it("tells of nobody else's messages", async () => {
    await put("a:mine", "q1");
    await act("q1", { anonymousId: "thief", action: "dismissed" });
    expect(await list("anonymousId=mine")).toEqual(["q1"]);
    expect(await act("q1", { userId: "ada", action: "shown" })).toMatchObject({ status: 403 });
    expect(await act("q1", { anonymousId: "mine", action: "eaten" })).toMatchObject({ status: 400 });
  });
});
