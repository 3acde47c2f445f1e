import type { Action } from "../../domain/action.js";
import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";

/** Until when this action has to wait because the person is checking out; undefined: it needn't. Only what sells can disturb a purchase. */
export function checkoutEnd(
  draft: ProfileDraft,
  action: Action,
  context: EngineContext,
  time: number,
): number | undefined {
  const { checkoutMs } = context.guard;
  if (checkoutMs <= 0 || action.class !== "promotional") return undefined;
  const { checkoutBegun } = draft.read("activity");
  const end = checkoutBegun + checkoutMs;
  return checkoutBegun === 0 || time >= end ? undefined : end;
}
