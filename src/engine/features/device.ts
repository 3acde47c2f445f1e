import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import { objectOf } from "../../domain/fields.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet } from "../../domain/step.js";
import { isZone } from "../../domain/zone.js";
import { NOTHING_SAID, setTrait } from "./traits.js";

/**
 * What SDKs tell of the device with every call (https://segment.com/docs/connections/spec/common/#context), kept as traits. What is known already
 * is asked of the packed bytes.
 */

/** Where an app's or a browser's push token is kept as a trait. */
const PUSH_TOKEN = "pushToken";
/** As IANA names zones: a cheap look before the tables are asked. */
const ZONE = /^[A-Za-z]{2,}(?:[/_+-][A-Za-z0-9_+-]+){0,4}$/;
/** A BCP 47 tag; some devices write de_DE. */
const LOCALE = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;
const LONGEST = 64;

export function observeDevice(draft: ProfileDraft, event: SegmentEvent, context: EngineContext, out: Outlet): void {
  const { timezone, locale, device } = event.context;
  const { time } = event;
  if (
    typeof timezone === "string" &&
    timezone.length <= LONGEST &&
    !draft.isSettled("timezone", timezone, "observed")
  ) {
    if (ZONE.test(timezone) && isZone(timezone))
      setTrait(draft, "timezone", timezone, { time, provenance: "observed", said: NOTHING_SAID }, context, out);
  }
  if (typeof locale === "string" && locale.length <= LONGEST) {
    const language = locale.includes("_") ? locale.replaceAll("_", "-") : locale;
    if (!draft.isSettled("locale", language, "observed") && LOCALE.test(language))
      setTrait(draft, "locale", language, { time, provenance: "observed", said: NOTHING_SAID }, context, out);
  }
  if (device === undefined) return;
  const token = objectOf(device)?.["token"];
  // A token is the address that the device gives itself: nobody knows better, and an old one is of no use.
  if (typeof token === "string" && token !== "" && !draft.isSettled(PUSH_TOKEN, token, "declared"))
    setTrait(draft, PUSH_TOKEN, token, { time, provenance: "declared", said: NOTHING_SAID }, context, out);
}
