import type { Moment } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { View } from "../../domain/view.js";

/** What facts are taken from. */
export interface Known {
  readonly draft: ProfileDraft;
  readonly moment: Moment;
  readonly view: View;
  readonly context: EngineContext;
}
