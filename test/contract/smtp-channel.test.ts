import PostalMime from "postal-mime";
import { openAdapter } from "../harness/open-adapter.js";
import { type SmtpBehaviour, SmtpSink, type SmtpStage } from "../harness/smtp-sink.js";
import { channelContract, type Meeting } from "./channel.contract.js";
import { NOBODY } from "./http-channels.js";

const MEETINGS: Readonly<Partial<Record<Meeting, readonly [SmtpStage, SmtpBehaviour]>>> = {
  takes: ["data", "ok"],
  later: ["recipient", { code: 450, text: "4.2.0 <ann@example.com> greylisted" }],
  refuses: ["data", { code: 554, text: "5.7.1 <ann@example.com> looks like spam" }],
  hangs: ["data", "hang"],
  "takes-then-hangs": ["data", "take-then-hang"],
  resets: ["recipient", "reset"],
  "takes-then-resets": ["data", "take-then-reset"],
  shut: ["mail", { code: 550, text: "5.7.1 news@shop.example.com may not send" }],
};

channelContract("smtp", { meetings: Object.keys(MEETINGS) as Meeting[], saysWhen: false }, async () => {
  const sink = await SmtpSink.start();
  const open = (url: string) =>
    openAdapter("smtp", { url, from: "Shop <news@shop.example.com>", tls: "off", name: "attune.test" });
  return {
    adapter: await open(`smtp://127.0.0.1:${sink.port}`),
    channel: "email",
    address: "ann@example.com",
    badAddresses: [
      "",
      "ann",
      "ann@",
      "a@b.de, eve@example.com",
      "Ann <ann@example.com>",
      "ann@example.com\r\nRCPT TO:<eve@example.com>",
    ],
    meet: (meeting) => {
      const [stage, behaviour] = MEETINGS[meeting] ?? ["data", "ok"];
      sink.behave = (at) => (at === stage ? behaviour : "ok");
    },
    taken: async () =>
      await Promise.all(
        sink.mails.map(async ({ raw }) => {
          const { messageId = "", text = "" } = await PostalMime.parse(raw);
          return { id: messageId.replace(/^<|@.*$/g, ""), text };
        }),
      ),
    openUnreachable: () => open(`smtp://${NOBODY}`),
    stop: () => sink.stop(),
  };
});
