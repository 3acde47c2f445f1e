import type { PersonKey } from "../../domain/person.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { Draft } from "./draft.js";
import { EMPTY_PROFILE, type Profile } from "./stored-profile.js";

/** The profile with something changed from outside a step: for explanations (what would have been) and tests, never for live profiles. */
export function editProfile(
  profile: Profile | undefined,
  person: PersonKey,
  edit: (draft: ProfileDraft) => void,
): Profile | undefined {
  const draft = new Draft(profile ?? EMPTY_PROFILE, person);
  edit(draft);
  const edited = draft.finish();
  return edited === EMPTY_PROFILE ? profile : edited;
}
