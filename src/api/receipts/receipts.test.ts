import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identify, product, REACHABLE, track } from "../../../test/harness/calls.js";
import { LINKS, openTestApi, PAGE, SERVER, type TestApi } from "../../../test/harness/open-test-api.js";
import { putDelivery } from "../../../test/harness/put-delivery.js";
import { openState } from "../../app/open-adapters.js";
import { SuppressionList } from "../../channels/suppression/index.js";
import type { Channel, Message } from "../../domain/message.js";

const OLD = `whsec_${Buffer.from("an old secret, still known").toString("base64")}`;
const NEW = `whsec_${Buffer.from("the secret that signs now").toString("base64")}`;
const TOKEN = "twilio-account-token";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({ now: "2026-03-02T10:00:00Z", receiptSecrets: [NEW, OLD], twilioTokens: ["other", TOKEN] });
});
afterAll(() => api.close());

interface Taken {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function post(url: string, payload: string | Buffer, headers: Record<string, string>): Promise<Taken> {
  const answer = await api.app.inject({ method: "POST", url, payload, headers });
  await api.shop.advance("1 s");
  return { status: answer.statusCode, body: answer.json() };
}

/** A message that left for this person. */
async function sent(person: `u:${string}`): Promise<Message> {
  await api.shop.take(
    identify(person, { ...REACHABLE, email: `${person.slice(2)}@example.com`, phone: "+46701234567" }),
  );
  await api.shop.take(track(person, "Product Added", product("lamp-2")));
  await api.shop.advance("2 days");
  const [message] = (await api.shop.messages(person)).filter(({ channel }) => channel === "email");
  if (message === undefined) throw new Error("no message was decided");
  await putDelivery(api.shop.configuration, message, "sent");
  return message;
}

async function told(person: `u:${string}`): Promise<unknown[]> {
  const all = (await api.shop.records(person)).map(
    ({ payload }) => JSON.parse(Buffer.from(payload).toString()) as object,
  );
  return all.filter((event) => ["bounce", "twilio", "webhook"].includes((event as { source?: string }).source ?? ""));
}

async function isSuppressed(address: string, channel: Channel = "email"): Promise<boolean> {
  const store = await openState(api.shop.configuration, { space: "suppressions" });
  try {
    return (await new SuppressionList(store, LINKS.keys[0]?.secret ?? "").find(channel, address)) !== undefined;
  } finally {
    await store.close();
  }
}

describe("a signed webhook", () => {
  const signed = (body: string, secret = NEW, id = "msg_1", at = api.shop.now) => ({
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": new Webhook(secret).sign(id, at, body),
  });
  const url = "/v1/receipts/webhook";

  it("becomes an event of the person whose message it was, once", async () => {
    const message = await sent("u:ann");
    const body = JSON.stringify({
      type: "message.clicked",
      timestamp: api.shop.now.toISOString(),
      data: { message_id: message.id, link: "https://shop.example/lamp" },
    });
    for (let i = 0; i < 3; i++)
      expect(await post(url, body, signed(body))).toMatchObject({ status: 202, body: { success: true, known: true } });
    expect(await told("u:ann")).toMatchObject([
      {
        event: "Message Clicked",
        source: "webhook",
        messageId: "webhook:msg_1",
        properties: { message_id: message.id, channel: "email", link: "https://shop.example/lamp" },
      },
    ]);
    const known = await api.shop.profile("u:ann");
    expect(known?.["contacts"]).toContainEqual(expect.objectContaining({ message: message.id, outcome: 2 }));
  });

  it("may be about a message that Attune didn't deliver, when it says whose it was", async () => {
    await api.shop.take(identify("bo", REACHABLE));
    const body = JSON.stringify({ type: "Email Marked as Spam", data: { userId: "bo", address: "Bo@Example.com" } });
    expect(await post(url, body, signed(body, OLD, "msg_2"))).toMatchObject({ status: 202, body: { known: true } });
    expect(await told("u:bo")).toMatchObject([{ event: "Email Marked as Spam" }]);
    expect(await isSuppressed("bo@example.com")).toBe(true);
    const unknown = JSON.stringify({ type: "Message Delivered", data: { message_id: "nothing" } });
    expect(await post(url, unknown, signed(unknown, NEW, "msg_3"))).toMatchObject({
      status: 202,
      body: { known: false },
    });
  });

  it("counts only with a signature of a known secret, that is young, over this very body", async () => {
    const body = JSON.stringify({ type: "Message Opened", data: { userId: "bo" } });
    const right = signed(body, NEW, "msg_4");
    const old = new Date(api.shop.now.getTime() - 6 * 60_000);
    const stranger = `whsec_${Buffer.from("somebody else's").toString("base64")}`;
    const refused: readonly (readonly [string, Record<string, string>])[] = [
      [body, {}],
      [`${body} `, right],
      [body, { ...right, "webhook-id": "msg_5" }],
      [body, signed(body, stranger, "msg_4")],
      [body, signed(body, NEW, "msg_4", old)],
      [body, { ...right, "webhook-signature": "v1,AAAA v2,BBBB" }],
    ];
    for (const [sentBody, headers] of refused)
      expect(await post(url, sentBody, headers)).toMatchObject({
        status: 401,
        body: { code: "ATTUNE_RECEIPT_SIGNATURE" },
      });
    const both = { ...right, "webhook-signature": `v1,AAAA ${right["webhook-signature"]}` };
    expect((await post(url, body, both)).status).toBe(202);
  });

  it.each([
    ["no JSON", "{"],
    ["nothing that can become of a message", JSON.stringify({ type: "Order Completed", data: { userId: "bo" } })],
    ["nobody's", JSON.stringify({ type: "Message Opened", data: {} })],
    ["no data", JSON.stringify({ type: "Message Opened" })],
  ])("that is %s is refused", async (_what, body) => {
    expect(await post(url, body, signed(body, NEW, "msg_6"))).toMatchObject({
      status: 400,
      body: { code: "ATTUNE_RECEIPT" },
    });
  });
});

describe("Twilio's report", () => {
  const path = (message: string): string => `/v1/receipts/twilio?message=${encodeURIComponent(message)}`;
  const form = (fields: Record<string, string>): string =>
    new URLSearchParams({ AccountSid: "AC1", MessageSid: "SM1", To: "+46701234567", ...fields }).toString();
  /** As https://www.twilio.com/docs/usage/security says. */
  const signed = (url: string, body: string, token = TOKEN) => {
    const fields = [...new URLSearchParams(body)].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const text = LINKS.publicUrl + url + fields.map(([name, value]) => name + value).join("");
    return { "x-twilio-signature": createHmac("sha1", token).update(text).digest("base64") };
  };

  it("of a number that doesn't exist ends writing to it; one that only waits says nothing", async () => {
    const message = await sent("u:cy");
    await putDelivery(api.shop.configuration, { ...message, id: "sms-1", channel: "sms" }, "sent");
    const url = path("sms-1");
    const queued = form({ MessageStatus: "sent" });
    expect(await post(url, queued, signed(url, queued))).toMatchObject({ status: 202, body: { known: false } });
    const failed = form({ MessageStatus: "undelivered", ErrorCode: "30005" });
    for (let i = 0; i < 2; i++)
      expect(await post(url, failed, signed(url, failed))).toMatchObject({ status: 202, body: { known: true } });
    expect(await told("u:cy")).toMatchObject([
      { event: "SMS Rejected", properties: { message_id: "sms-1", bounce_type: "hard", code: "twilio.30005" } },
    ]);
    expect((await api.shop.profile("u:cy"))?.["failures"]).toHaveProperty("sms");
  });

  it("of somebody who answered STOP unsubscribes", async () => {
    const message = await sent("u:di");
    await putDelivery(api.shop.configuration, { ...message, id: "sms-2", channel: "sms" }, "sent");
    const url = path("sms-2");
    const body = form({ MessageSid: "SM2", MessageStatus: "failed", ErrorCode: "21610" });
    await post(url, body, signed(url, body));
    expect(await told("u:di")).toMatchObject([{ event: "Unsubscribed", properties: { channel: "sms" } }]);
  });

  it("ends writing to a number also where the profile has it without its country", async () => {
    const message = await sent("u:eli");
    await api.shop.take(identify("eli", { phone: "070-123 45 68" }));
    await putDelivery(api.shop.configuration, { ...message, id: "sms-3", channel: "sms" }, "sent");
    const url = path("sms-3");
    const body = form({ MessageSid: "SM3", To: "+46701234568", MessageStatus: "failed", ErrorCode: "30006" });
    await post(url, body, signed(url, body));
    for (const number of ["+46701234568", "070 123 45 68"]) expect(await isSuppressed(number, "sms")).toBe(true);
    expect(await isSuppressed("070 123 45 69", "sms")).toBe(false);
  });

  it("counts only signed by the account's token, for this address and these fields", async () => {
    const url = path("sms-1");
    const body = form({ MessageStatus: "delivered" });
    const right = signed(url, body);
    for (const [at, sentBody, headers] of [
      [url, body, {}],
      [url, body, signed(url, body, "guess")],
      [path("sms-2"), body, right],
      [url, body.replace("delivered", "read"), right],
    ] as const)
      expect((await post(at, sentBody, headers)).status).toBe(401);
    expect((await post(url, body, right)).status).toBe(202);
  });
});

describe("a mail that came back", () => {
  const report = (message: string, fields: readonly string[], type = "delivery-status"): string =>
    [
      "From: MAILER-DAEMON@mx.example.net",
      "To: bounces@shop.example",
      "Subject: Undelivered Mail Returned to Sender",
      "MIME-Version: 1.0",
      `Content-Type: multipart/report; report-type=${type}; boundary="b1"`,
      "",
      "--b1",
      "Content-Type: text/plain",
      "",
      "I'm sorry to have to inform you ...",
      "--b1",
      `Content-Type: message/${type}`,
      "",
      ...fields,
      "--b1",
      "Content-Type: message/rfc822",
      "",
      `Message-ID: <${message}@shop.example>`,
      "To: Somebody <someone@example.com>",
      "Subject: Your cart",
      "",
      "Hello",
      "--b1--",
      "",
    ].join("\r\n");
  const failed = (status: string, to = "someone@example.com"): string[] => [
    "Reporting-MTA: dns; mx.example.net",
    "",
    `Final-Recipient: rfc822; ${to}`,
    "Action: failed",
    `Status: ${status}`,
    "Diagnostic-Code: smtp; 550 5.1.1 Recipient address",
    "    rejected",
  ];
  const hand = (mail: string, headers: Record<string, string> = SERVER) => post("/v1/receipts/bounce", mail, headers);

  it("for good ends writing to that address, once and for everybody who has it", async () => {
    const message = await sent("u:ed");
    const mail = report(message.id, failed("5.1.1", "ed@example.com"));
    for (let i = 0; i < 2; i++) expect(await hand(mail)).toMatchObject({ status: 202, body: { known: true } });
    expect(await told("u:ed")).toMatchObject([
      { event: "Email Bounced", properties: { message_id: message.id, bounce_type: "hard", code: "dsn.5.1.1" } },
    ]);
    expect((await api.shop.profile("u:ed"))?.["failures"]).toHaveProperty("email");
    expect(await isSuppressed("Ed@example.com")).toBe(true);
  });

  it("for now is a soft bounce", async () => {
    const message = await sent("u:fi");
    for (const status of ["5.2.2", "4.4.1", "5.7.1", "5.0.0"]) await hand(report(message.id, failed(status)));
    expect(await told("u:fi")).toMatchObject(
      ["5.2.2", "4.4.1", "5.7.1", "5.0.0"].map((status) => ({
        properties: { bounce_type: "soft", code: `dsn.${status}` },
      })),
    );
    expect((await api.shop.profile("u:fi"))?.["failures"]).toEqual({});
    expect(await isSuppressed("someone@example.com")).toBe(false);
  });

  it("as a complaint is a refusal", async () => {
    const message = await sent("u:gus");
    const mail = report(
      message.id,
      ["Feedback-Type: abuse", "Version: 1", "Original-Rcpt-To: gus@example.com"],
      "feedback-report",
    );
    expect(await hand(mail)).toMatchObject({ body: { known: true } });
    expect(await told("u:gus")).toMatchObject([{ event: "Email Marked as Spam" }]);
    expect(await isSuppressed("gus@example.com")).toBe(true);
  });

  it("ends writing to nobody but whom the message was for: anybody may write such a mail", async () => {
    const message = await sent("u:ida");
    await hand(report(message.id, failed("5.1.1", "victim@example.com")));
    await hand(report("nothing-of-ours", failed("5.1.1", "victim@example.com")));
    await hand(report(message.id, ["Feedback-Type: abuse", "Original-Rcpt-To: victim@example.com"], "feedback-report"));
    expect(await isSuppressed("victim@example.com")).toBe(false);
    expect(await isSuppressed("ida@example.com")).toBe(false);
  });

  it("is recognised by its envelope where a server gave it a Message-ID of its own", async () => {
    const message = await sent("u:jo");
    const fields = [`Original-Envelope-Id: ${message.id}`, ...failed("5.1.1", "jo@example.com")];
    expect(await hand(report("0102018f-servers-own", fields))).toMatchObject({ body: { known: true } });
    expect(await told("u:jo")).toMatchObject([{ properties: { message_id: message.id, bounce_type: "hard" } }]);
  });

  it("made to cost much work is put aside", async () => {
    const nested = Array.from({ length: 8 }).reduce<string>(
      (body, _one, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n${body}\r\n--b${i}--\r\n`,
      "Subject: x\r\n\r\nhi",
    );
    const many = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\nx\r\n".repeat(40_000)}`;
    for (const mail of [nested, many]) expect(await hand(mail)).toMatchObject({ status: 202, body: { known: false } });
  });

  it("that says nothing final, or nothing of ours, changes nothing", async () => {
    const message = await sent("u:hal");
    const delayed = report(message.id, [
      "Final-Recipient: rfc822; hal@example.com",
      "Action: delayed",
      "Status: 4.2.0",
    ]);
    const mails = [
      delayed,
      report("unknown", failed("5.1.1", "no@example.com")),
      "Subject: hello\r\n\r\nhi",
      "",
      "\u0000\u0001",
    ];
    for (const mail of mails) expect(await hand(mail)).toMatchObject({ status: 202, body: { known: false } });
    expect(await told("u:hal")).toEqual([]);
  });

  it("is taken from whoever has a key for it", async () => {
    expect((await hand("x", {})).status).toBe(401);
    expect((await hand("x", PAGE)).status).toBe(403);
    expect((await hand("x", { authorization: "Bearer reader-key" })).status).toBe(403);
  });
});
