import { toMs } from "../check.js";
import { topicOf } from "../normalise/actions.js";
import type { ConfigProblem } from "../problems.js";
import type { CapFile } from "../schema/contact.js";
import type { Sources } from "../sources.js";
import type { Path } from "../yaml-file.js";
import { treatmentsOf } from "./action.js";
import { Mistakes } from "./mistakes.js";
import type { Names } from "./names.js";

/** What policies.yaml names of the actions, and policies that can never come to anything. */
export function checkPolicyReferences(sources: Sources, names: Names): ConfigProblem[] {
  const { value: policies, file } = sources.policies;
  const mistakes = new Mistakes(file);
  const writeKeys = sources.settings.value.collector.writeKeys.map(({ name }) => name);
  for (const [i, key] of policies.identity.mergeAccounts.entries()) {
    mistakes.reference(["identity", "mergeAccounts", i], "write key", key, writeKeys);
  }
  for (const [i, { for: target }] of policies.engagement.entries()) {
    checkTarget(target, ["engagement", i, "for"], names, mistakes);
  }
  for (const [i, { for: target }] of policies.arbitration.weights.entries()) {
    checkTarget(target, ["arbitration", "weights", i, "for"], names, mistakes);
  }
  const { issues, groups } = policies.arbitration.levers;
  for (const issue of Object.keys(issues)) {
    mistakes.referenceAtKey(["arbitration", "levers", "issues"], "issue", issue, names.issues);
  }
  for (const group of Object.keys(groups)) {
    mistakes.referenceAtKey(["arbitration", "levers", "groups"], "group", group, names.groups);
  }
  for (const fact of Object.keys(policies.guard.facts)) {
    if (!fact.startsWith("segment.")) continue;
    const isKnown = names.segments.has(fact.slice("segment.".length));
    if (!isKnown)
      mistakes.referenceAtKey(
        ["guard", "facts"],
        "segment",
        fact,
        [...names.segments].map((id) => `segment.${id}`),
      );
  }
  for (const [i, cap] of policies.contact.caps.entries())
    checkCap(cap, ["contact", "caps", i], sources, names, mistakes);
  checkWinBack(sources, mistakes);
  return mistakes.found;
}

interface Target {
  readonly issue?: string;
  readonly group?: string;
  readonly action?: string;
}

function checkTarget({ issue, group, action }: Target, path: Path, names: Names, mistakes: Mistakes): void {
  mistakes.reference([...path, "issue"], "issue", issue, names.issues);
  mistakes.reference([...path, "group"], "group", group, names.groups);
  mistakes.reference([...path, "action"], "action", action, names.actions);
}

function checkCap(cap: CapFile, path: Path, { actions, settings }: Sources, names: Names, mistakes: Mistakes): void {
  mistakes.reference([...path, "topic"], "topic", cap.topic, names.topics);
  mistakes.reference([...path, "group"], "group", cap.group, names.groups);
  const isNarrow = cap.topic !== undefined || cap.group !== undefined;
  const limited = actions.filter(
    ({ value }) =>
      cap.classes.includes(value.class) &&
      (cap.topic === undefined || cap.topic === topicOf(value)) &&
      (cap.group === undefined || cap.group === value.group),
  );
  const namesAreKnown =
    (cap.topic === undefined || names.topics.has(cap.topic)) &&
    (cap.group === undefined || names.groups.has(cap.group));
  if (isNarrow && namesAreKnown && limited.length === 0) {
    const message = `nothing is ever counted by "${cap.id}": no action of ${cap.classes.join(", ")} is of this topic and group`;
    mistakes.add("ATTUNE_CONFIG_POLICY", [...path, "classes"], message);
  }
  const own = cap.channel === undefined ? undefined : settings.value.channels[cap.channel].cap;
  if (own === undefined || cap.window === undefined || cap.classes.includes("transactional")) return;
  if (cap.count >= own.count && toMs(cap.window) <= toMs(own.window)) {
    const message = `"${cap.id}" is never reached: the channel's own cap is ${own.count} in ${own.window} (attune.yaml)`;
    mistakes.add("ATTUNE_CONFIG_POLICY", [...path, "count"], message);
  }
}

/** Who is won back by nothing has been given up. */
function checkWinBack({ policies, actions }: Sources, mistakes: Mistakes): void {
  const speaking = actions.filter(({ value }) => value.trigger.occasion === "silence");
  for (const [i, { channel, mode }] of policies.value.silence.entries()) {
    if (mode !== "win-back") continue;
    const canSpeak = speaking.some(({ value }) =>
      treatmentsOf(value).some(({ treatment }) => treatment.channel === channel),
    );
    if (canSpeak) continue;
    const message = `nobody could be won back by ${channel}: no action for the occasion silence has a treatment on it`;
    mistakes.add("ATTUNE_CONFIG_POLICY", ["silence", i, "mode"], message);
  }
}
