import { AttuneError } from "../domain/errors.js";
import { anonymousPerson, knownPerson, type PersonKey } from "../domain/person.js";
import type { LinkSettings } from "../links/settings.js";
import { type Caller, requireScope } from "./callers.js";
import type { VisitorJson } from "./schemas/onsite.js";
import { tokenExpiry } from "./user-tokens.js";

/** Who is on the site. */
export interface Visitor {
  readonly person: PersonKey;
  /** The same as an event has it. */
  readonly ids: { readonly userId: string } | { readonly anonymousId: string };
  /**
   * The shop's own server asks: also for whoever the profile was merged into. A page is shown what is its own visitor's alone: with a write key anybody
   * can say that two ids are one person.
   */
  readonly isTrusted: boolean;
  /** From then on nothing is shown any more, ms since the epoch; undefined: no such end. */
  readonly until: number | undefined;
}

/** @throws AttuneError ATTUNE_API_PARAMETER | ATTUNE_API_SCOPE | ATTUNE_USER_TOKEN */
export function visitorOf(
  caller: Caller,
  { userId, anonymousId, userToken }: VisitorJson,
  { keys }: Pick<LinkSettings, "keys">,
  now: number,
): Visitor {
  if ((userId === undefined) === (anonymousId === undefined))
    throw new AttuneError("ATTUNE_API_PARAMETER", "one of userId and anonymousId says who it is about");
  if (!caller.isPublic) requireScope(caller, "decisions", "showing messages to people");
  if (anonymousId !== undefined)
    return {
      person: anonymousPerson(anonymousId),
      ids: { anonymousId },
      isTrusted: !caller.isPublic,
      until: undefined,
    };
  const ids = { userId: userId as string };
  const person = knownPerson(ids.userId);
  if (!caller.isPublic) return { person, ids, isTrusted: true, until: undefined };
  const until = userToken === undefined ? undefined : tokenExpiry(userToken, ids.userId, keys, now);
  if (until === undefined)
    throw new AttuneError("ATTUNE_USER_TOKEN", "a page needs a valid userToken to show something to a known person");
  return { person, ids, isTrusted: false, until };
}
