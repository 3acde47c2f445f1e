import webPush from "web-push";
import { openAdapter } from "../harness/open-adapter.js";
import { PushService } from "../harness/push-service.js";
import { channelContract, type Meeting } from "./channel.contract.js";
import { HTTP_MEETINGS } from "./http-channels.js";

const MEETINGS: readonly Meeting[] = [
  "takes",
  "later",
  "refuses",
  "hangs",
  "takes-then-hangs",
  "resets",
  "takes-then-resets",
  "redirects",
];

channelContract("web-push", { meetings: MEETINGS, saysWhen: true }, async () => {
  const service = await PushService.start();
  const address = service.subscribe();
  const keys = webPush.generateVAPIDKeys();
  const adapter = await openAdapter("web-push", {
    subject: "mailto:ops@shop.example.com",
    ...keys,
    services: ["127.0.0.1"],
    network: "loopback",
  });
  const { endpoint, keys: own } = JSON.parse(address) as { endpoint: string; keys: { p256dh: string; auth: string } };
  const elsewhere = (changes: object) => JSON.stringify({ endpoint, keys: own, ...changes });
  return {
    adapter,
    channel: "push",
    address,
    badAddresses: [
      "",
      "token",
      "[]",
      elsewhere({ keys: {} }),
      elsewhere({ keys: { ...own, p256dh: own.auth } }),
      elsewhere({ keys: { ...own, p256dh: Buffer.alloc(65, 4).toString("base64url") } }),
      elsewhere({ endpoint: "not an address" }),
      elsewhere({ endpoint: "http://127.0.0.2:1/push" }),
      elsewhere({ endpoint: `${service.http.url}/push/unknown` }),
    ],
    meet: (meeting) => {
      service.behave = () => HTTP_MEETINGS[meeting];
    },
    taken: async () =>
      service.shown().map(({ payload }) => ({ id: String(payload["id"]), text: String(payload["body"]) })),
    openUnreachable: async () => undefined,
    stop: () => service.stop(),
  };
});
