import { CHANNELS, type Channel } from "../../domain/message.js";
import { PROVIDERS } from "../../channels/providers/index.js";
import { isLoopback } from "../addresses.js";
import { createPartCheck } from "../check.js";
import type { ConfigProblem } from "../problems.js";
import type { AttuneFile } from "../schema/attune.js";
import type { Source } from "../sources.js";
import type { Path } from "../yaml-file.js";
import { Mistakes } from "./mistakes.js";

/** attune.yaml: channels.<channel>.delivery and links. An adapter's own settings are checked by its schema, which fills in their defaults. */
export function checkDeliveries({ value: settings, file }: Source<AttuneFile>): ConfigProblem[] {
  const mistakes = new Mistakes(file);
  const problems: ConfigProblem[] = [];
  for (const channel of CHANNELS) {
    const { delivery, quietHours } = settings.channels[channel];
    if (quietHours !== undefined && quietHours.from === quietHours.to) {
      const path = ["channels", channel, "quietHours"];
      mistakes.add("ATTUNE_CONFIG_VALUE", path, "from and to are the same: leave quietHours out where there are none");
    }
    if (delivery === undefined) continue;
    const path: Path = ["channels", channel, "delivery"];
    const provider = PROVIDERS.get(delivery.adapter);
    if (provider?.channels.includes(channel) !== true) {
      mistakes.reference([...path, "adapter"], `adapter of ${channel}`, delivery.adapter, namesFor(channel));
      continue;
    }
    problems.push(...checkOf(delivery.adapter)(delivery.options, file, [...path, "options"]).problems);
  }
  checkLinks(settings, mistakes);
  return [...mistakes.found, ...problems];
}

function namesFor(channel: Channel): string[] {
  return [...PROVIDERS.values()].filter(({ channels }) => channels.includes(channel)).map(({ name }) => name);
}

const checks = new Map<string, ReturnType<typeof createPartCheck>>();

function checkOf(adapter: string): ReturnType<typeof createPartCheck> {
  let check = checks.get(adapter);
  const schema = PROVIDERS.get(adapter)?.schema;
  if (schema === undefined) throw new TypeError(`there is no adapter ${adapter}`);
  if (check === undefined) checks.set(adapter, (check = createPartCheck(schema)));
  return check;
}

function checkLinks({ links }: AttuneFile, mistakes: Mistakes): void {
  mistakes.repeated(
    links.keys.map(({ id }) => id),
    "id",
    (i) => ["links", "keys", i, "id"],
  );
  const { publicUrl } = links;
  if (publicUrl === "") return;
  const path = ["links", "publicUrl"];
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== "" ||
    url.hash !== "" ||
    url.username !== ""
  )
    mistakes.add("ATTUNE_CONFIG_VALUE", path, `publicUrl is "${publicUrl}"; write https://mail.shop.example.com`);
  else if (url.protocol === "http:" && !isLoopback(url.hostname))
    mistakes.add(
      "ATTUNE_CONFIG_VALUE",
      path,
      "publicUrl must begin with https://: its links open people's preferences",
    );
}
