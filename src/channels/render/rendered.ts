import type { ReasonCode } from "../../domain/reasons.js";
import type { Words } from "../../ports/channel.js";

/** What may leave, or why nothing may: a message that can't be said whole is not said. */
export type Rendered =
  | {
      readonly ok: true;
      readonly words: Words;
      /** undefined where no links are made (LinkSettings.publicUrl). */
      readonly unsubscribeUrl?: string;
      readonly preferencesUrl?: string;
    }
  | { readonly ok: false; readonly code: ReasonCode; readonly detail?: string };

/** How the person is spoken to, as known at the moment of sending. */
export interface RenderFor {
  /** BCP 47. */
  readonly locale: string | undefined;
  /** IANA. */
  readonly zone: string;
  /** The present, ms. */
  readonly now: number;
}
