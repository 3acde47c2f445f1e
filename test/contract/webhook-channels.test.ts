import { Webhook } from "standardwebhooks";
import { HttpProvider } from "../harness/http-provider.js";
import { openAdapter } from "../harness/open-adapter.js";
import { channelContract } from "./channel.contract.js";
import { ALL_MEETINGS, HTTP_MEETINGS, NOBODY } from "./http-channels.js";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

for (const adapter of ["webhook", "alert"])
  channelContract(adapter, { meetings: ALL_MEETINGS, saysWhen: true }, async () => {
    const provider = await HttpProvider.start({ keyHeader: "webhook-id" });
    const open = (url: string) => openAdapter(adapter, { url, secrets: [SECRET], network: "loopback" });
    return {
      adapter: await open(`${provider.url}/hook`),
      channel: "webhook",
      address: undefined,
      badAddresses: [],
      meet: (meeting) => {
        provider.behave = () => HTTP_MEETINGS[meeting];
      },
      // Read by the reference library: what it doesn't trust isn't taken.
      taken: async () =>
        provider.taken.map(({ body, headers }) => {
          const { data } = new Webhook(SECRET).verify(body, headers as Record<string, string>) as {
            data: { id: string; text: string };
          };
          return data;
        }),
      openUnreachable: () => open(`http://${NOBODY}/hook`),
      stop: () => provider.stop(),
    };
  });
