import { afterEach, describe, expect, it } from "vitest";
import { type HttpAnswerGiven, HttpProvider } from "../../../test/harness/http-provider.js";
import { openAdapter } from "../../../test/harness/open-adapter.js";
import { outgoingFor, type OutgoingChanges } from "../../../test/harness/outgoing.js";
import { e164 } from "./phone-number.js";
import { smsSegments } from "./sms-segments.js";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const ACCOUNT = `AC${"a".repeat(32)}`;

async function openSms(adapter: string, options: object, accepted?: () => HttpAnswerGiven) {
  const provider = await HttpProvider.start(accepted === undefined ? {} : { accepted });
  const opened = await openAdapter(adapter, { url: provider.url, network: "loopback", ...options });
  stops.push(
    () => provider.stop(),
    () => opened.close(),
  );
  const deliver = (id: string, more: OutgoingChanges = {}) =>
    opened.deliver(outgoingFor("sms", id, { address: "+4915112345678", ...more }), AbortSignal.timeout(5_000));
  return { provider, deliver };
}

describe("text messages", () => {
  it("go to numbers in E.164, national ones where the country is known", () => {
    expect(e164("0151 / 123 456 78", "DE")).toBe("+4915112345678");
    expect(e164(" +44 7400 123456 ", "DE")).toBe("+447400123456");
    expect(e164("0151 12345678", "")).toBeUndefined();
    expect(e164("call +4915112345678 now", "DE")).toBeUndefined();
    expect(e164("112", "DE")).toBeUndefined();
  });

  it.each([
    ["a".repeat(160), 1],
    ["a".repeat(161), 2],
    ["€".repeat(80), 1],
    ["€".repeat(81), 2],
    ["ą".repeat(70), 1],
    ["ą".repeat(71), 2],
    ["😀".repeat(35), 1],
    ["😀".repeat(36), 2],
    ["", 1],
  ])("%# cost what they are counted as", (text, segments) => {
    expect(smsSegments(text)).toBe(segments);
  });

  it("are not sent where they would cost too much", async () => {
    const { provider, deliver } = await openSms("sms-http", { mostSegments: 1 });
    const words = { title: "", text: "a".repeat(200) };
    expect(await deliver("m1", { words })).toEqual({ outcome: "rejected", code: "sms.too-long" });
    expect(provider.calls).toEqual([]);
  });

  it("are written in the provider's own words", async () => {
    const { provider, deliver } = await openSms(
      "sms-http",
      {
        format: "form",
        fields: { to: "recipient", text: "message", from: "originator", id: "ref" },
        from: "Shop",
        constants: { type: "text" },
        headers: { "x-account": "7" },
        authorization: "Bearer t",
        answerId: "data.0.sid",
      },
      () => ({ status: 200, body: JSON.stringify({ data: [{ sid: "abc-1" }] }) }),
    );
    expect(await deliver("m1")).toEqual({ outcome: "sent", providerId: "abc-1" });
    expect(provider.taken[0]?.headers).toMatchObject({ "x-account": "7", authorization: "Bearer t" });
    expect(Object.fromEntries(new URLSearchParams(provider.taken[0]?.body.toString()))).toEqual({
      recipient: "+4915112345678",
      message: "The lamp is still in it. https://shop.example.com/cart",
      originator: "Shop",
      ref: "m1",
      type: "text",
    });
  });

  it("by Twilio: as it asks for them, and no later than their deadline", async () => {
    const { provider, deliver } = await openSms(
      "twilio",
      { accountSid: ACCOUNT, authToken: "secret", from: `MG${"b".repeat(32)}` },
      () => ({ status: 201, body: JSON.stringify({ sid: "SM1", status: "queued" }) }),
    );
    const now = Date.now();
    expect(await deliver("m1", { now, message: { expiresAt: now + 61_000 } })).toEqual({
      outcome: "sent",
      providerId: "SM1",
    });
    const [call] = provider.taken;
    expect(call?.path).toBe(`/2010-04-01/Accounts/${ACCOUNT}/Messages.json`);
    expect(call?.headers.authorization).toBe(`Basic ${Buffer.from(`${ACCOUNT}:secret`).toString("base64")}`);
    expect(Object.fromEntries(new URLSearchParams(call?.body.toString()))).toEqual({
      To: "+4915112345678",
      MessagingServiceSid: `MG${"b".repeat(32)}`,
      Body: "The lamp is still in it. https://shop.example.com/cart",
      ValidityPeriod: "61",
    });
  });

  it.each([
    [400, 21211, { outcome: "rejected", code: "twilio.21211", failure: "hard-bounce" }],
    [400, 21610, { outcome: "rejected", code: "twilio.21610", failure: "complaint" }],
    [400, 21617, { outcome: "rejected", code: "twilio.21617" }],
    [429, 20429, { outcome: "retry", code: "twilio.20429" }],
    [401, 20003, { outcome: "endpoint-down", code: "twilio.20003" }],
  ])("by Twilio: status %i, code %i", async (status, code, expected) => {
    const { provider, deliver } = await openSms("twilio", { accountSid: ACCOUNT, authToken: "secret", from: "Shop" });
    provider.behave = () => ({ status, body: JSON.stringify({ code, message: "+4915112345678 is no good" }) });
    expect(await deliver("m1")).toEqual(expected);
  });
});
