import { EVENT_BYTES } from "../../domain/wire/index.js";
import { isZone } from "../../domain/zone.js";
import { addressProblem } from "../addresses.js";
import { toMs } from "../check.js";
import type { ConfigProblem } from "../problems.js";
import type { AttuneFile } from "../schema/attune.js";
import type { Source } from "../sources.js";
import { Mistakes } from "./mistakes.js";

/** attune.yaml: rules between its values. */
export function checkSettings({ value: settings, file }: Source<AttuneFile>): ConfigProblem[] {
  const mistakes = new Mistakes(file);
  for (const kind of ["log", "state"] as const) {
    const wrong = addressProblem(kind, settings[kind]);
    if (wrong !== undefined) mistakes.add("ATTUNE_CONFIG_URL", [kind], wrong);
  }
  checkCollector(settings.collector, mistakes);
  checkApi(settings, mistakes);
  const { replicas, dedupeWindow, keep } = settings.retention;
  if (![1, 3, 5].includes(replicas)) {
    mistakes.add("ATTUNE_CONFIG_VALUE", ["retention", "replicas"], "replicas must be 1, 3 or 5");
  }
  if (toMs(dedupeWindow) > toMs(keep)) {
    const message = "dedupeWindow must not be longer than keep";
    mistakes.add("ATTUNE_CONFIG_DURATION", ["retention", "dedupeWindow"], message);
  }
  if (!isZone(settings.engine.zone)) {
    const message = `"${settings.engine.zone}" is no time zone; write one of the IANA's, such as Europe/Warsaw, or UTC`;
    mistakes.add("ATTUNE_CONFIG_VALUE", ["engine", "zone"], message);
  }
  return mistakes.found;
}

/** A write key is public: as a server key it would open everybody's recommendations. */
function checkApi({ api, collector }: AttuneFile, mistakes: Mistakes): void {
  mistakes.repeated(
    api.keys.map((each) => each.name),
    "name",
    (i) => ["api", "keys", i, "name"],
  );
  const keys = api.keys.map((each) => each.key);
  mistakes.repeated(keys, "key", (i) => ["api", "keys", i, "key"], "secret");
  const open = new Set(collector.writeKeys.map((each) => each.key));
  for (const [i, key] of keys.entries()) {
    if (open.has(key))
      mistakes.add(
        "ATTUNE_CONFIG_VALUE",
        ["api", "keys", i, "key"],
        "this is a write key, which everybody can see; make another",
      );
  }
}

function checkCollector({ writeKeys, limits, publicUrl }: AttuneFile["collector"], mistakes: Mistakes): void {
  const names = writeKeys.map((each) => each.name);
  mistakes.repeated(names, "name", (i) => ["collector", "writeKeys", i, "name"]);
  const keys = writeKeys.map((each) => each.key);
  mistakes.repeated(keys, "key", (i) => ["collector", "writeKeys", i, "key"], "secret");
  for (const [i, { origins }] of writeKeys.entries()) {
    for (const [j, origin] of origins.entries()) {
      if (origin === "*" || (URL.canParse(origin) && new URL(origin).origin === origin)) continue;
      const message = `"${origin}" is no origin; write https://shop.example.com (no path), or *`;
      mistakes.add("ATTUNE_CONFIG_VALUE", ["collector", "writeKeys", i, "origins", j], message);
    }
  }
  if (limits.batchBytes < EVENT_BYTES) {
    const message = `batchBytes is ${limits.batchBytes}; one event may have ${EVENT_BYTES}`;
    mistakes.add("ATTUNE_CONFIG_RANGE", ["collector", "limits", "batchBytes"], message);
  }
  if (publicUrl !== "" && !/^https?:\/\/[^/\s]+(\/\S*)?$/.test(publicUrl)) {
    const message = `publicUrl is "${publicUrl}"; write https://events.shop.example.com`;
    mistakes.add("ATTUNE_CONFIG_VALUE", ["collector", "publicUrl"], message);
  }
}
