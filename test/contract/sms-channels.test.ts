import { HttpProvider } from "../harness/http-provider.js";
import { openAdapter } from "../harness/open-adapter.js";
import { channelContract } from "./channel.contract.js";
import { ALL_MEETINGS, HTTP_MEETINGS, NOBODY } from "./http-channels.js";

const BAD_NUMBERS = ["", "ann@example.com", "12", "+49", "+4915112345678\r\nX: y", "0151 1234567890123456"];

for (const { name, keyHeader } of [
  { name: "with an idempotency key", keyHeader: "idempotency-key" },
  { name: "without one", keyHeader: "" },
])
  channelContract(`sms-http ${name}`, { meetings: ALL_MEETINGS, saysWhen: true }, async () => {
    const provider = await HttpProvider.start({
      ...(keyHeader === "" ? {} : { keyHeader }),
      accepted: () => ({ status: 200, body: JSON.stringify({ messages: [{ id: 17 }] }) }),
    });
    const open = (url: string) =>
      openAdapter("sms-http", {
        url,
        network: "loopback",
        country: "DE",
        fields: { id: "reference" },
        idempotencyHeader: keyHeader,
        answerId: "messages.0.id",
        mostSegments: 10,
      });
    return {
      adapter: await open(`${provider.url}/sms`),
      channel: "sms",
      address: "0151 12345678",
      badAddresses: BAD_NUMBERS,
      meet: (meeting) => {
        provider.behave = () => HTTP_MEETINGS[meeting];
      },
      taken: async () =>
        provider.taken.map(({ body }) => {
          const { reference, text } = JSON.parse(body.toString()) as { reference: string; text: string };
          return { id: reference, text };
        }),
      openUnreachable: () => open(`http://${NOBODY}/sms`),
      stop: () => provider.stop(),
    };
  });

const ACCOUNT = `AC${"0".repeat(32)}`;

channelContract("twilio", { meetings: ALL_MEETINGS, saysWhen: true }, async () => {
  const provider = await HttpProvider.start({
    accepted: () => ({ status: 201, body: JSON.stringify({ sid: `SM${"1".repeat(32)}`, status: "queued" }) }),
  });
  const open = (url: string) =>
    openAdapter("twilio", {
      accountSid: ACCOUNT,
      authToken: "token",
      from: "+4930123456",
      statusCallback: `${provider.url}/v1/receipts/twilio`,
      url,
      network: "loopback",
      mostSegments: 10,
    });
  return {
    adapter: await open(provider.url),
    channel: "sms",
    address: "+49 151 12345678",
    badAddresses: [...BAD_NUMBERS, "0151 12345678"],
    meet: (meeting) => {
      provider.behave = () => HTTP_MEETINGS[meeting];
    },
    taken: async () =>
      provider.taken.map(({ body }) => {
        const form = new URLSearchParams(body.toString());
        const id = new URL(form.get("StatusCallback") ?? "").searchParams.get("message") ?? "";
        return { id, text: form.get("Body") ?? "" };
      }),
    openUnreachable: () => open(`http://${NOBODY}`),
    stop: () => provider.stop(),
  };
});
