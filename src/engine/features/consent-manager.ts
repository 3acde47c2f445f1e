import { inForce } from "../../domain/consent.js";
import type { EngineContext } from "../../domain/context.js";
import type { JsonValue, SegmentEvent } from "../../domain/event.js";
import { objectOf, textOf } from "../../domain/fields.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { sourceOf, stateAnew } from "./consent.js";

/** How a consent manager's statements are marked in the ledger, with its name. */
const MARK = "consent-manager:";
const PROVIDER_CHARS = 20;

/**
 * `context.consentManagement` of RudderStack's SDKs, which stands on every call: the categories that a person allowed and refused in a consent
 * manager, mapped to purposes on all channels. A banner's agreement doesn't take back what the person refused elsewhere.
 * https://www.rudderstack.com/docs/data-governance/consent-management/passing-consent/
 */
export function takeConsentManagement(draft: ProfileDraft, event: SegmentEvent, context: EngineContext): void {
  const { categories } = context.consent;
  const given = objectOf(event.context["consentManagement"]);
  if (given === undefined || categories.size === 0) return;
  const allowed = idsOf(given["allowedConsentIds"]);
  const denied = idsOf(given["deniedConsentIds"]);
  const anyIsEnough = given["resolutionStrategy"] === "or";
  const text = MARK + (textOf(given["provider"], PROVIDER_CHARS) ?? "");
  for (const purpose of purposesOf(categories)) {
    const granted = resolve(purpose, categories, allowed, denied, anyIsEnough);
    if (granted === undefined) continue;
    const known = inForce(draft.read("consent"), purpose, "*", event.time);
    if (granted && known.state === "denied" && !known.entry?.text.startsWith(MARK)) continue;
    stateAnew(draft, { purpose, channel: "*", granted, time: event.time, source: sourceOf(event), text }, context);
  }
}

/** "and": all of the purpose's categories are needed; "or": one is enough. undefined: the manager doesn't say. */
function resolve(
  purpose: string,
  categories: ReadonlyMap<string, readonly string[]>,
  allowed: ReadonlySet<string>,
  denied: ReadonlySet<string>,
  anyIsEnough: boolean,
): boolean | undefined {
  let some = false;
  let all = true;
  let refused = false;
  for (const [id, purposes] of categories) {
    if (!purposes.includes(purpose)) continue;
    if (allowed.has(id) && !denied.has(id)) some = true;
    else all = false;
    if (denied.has(id)) refused = true;
  }
  if (anyIsEnough ? some : some && all) return true;
  return refused ? false : undefined;
}

/** The purposes of all categories, each once. */
function purposesOf(categories: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const purposes = new Set<string>();
  for (const list of categories.values()) for (const purpose of list) purposes.add(purpose);
  return purposes;
}

function idsOf(value: JsonValue | undefined): ReadonlySet<string> {
  const ids = new Set<string>();
  if (Array.isArray(value)) for (const id of value) if (typeof id === "string") ids.add(id);
  return ids;
}
