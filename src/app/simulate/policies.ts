import type { EngineContext } from "../../domain/context.js";
import type { Assortment } from "../../simulator/population/index.js";
import { massSender, RulesSender, silentSender } from "../../simulator/senders/index.js";
import type { Sender } from "../../simulator/world/index.js";
import { AttuneSender } from "./attune-sender.js";

/** Who speaks: nobody, a weekly newsletter, the usual rules, Attune. */
export const SIMULATED_POLICIES = ["none", "mass", "rules", "attune"] as const;
export type SimulatedPolicy = (typeof SIMULATED_POLICIES)[number];

export interface SenderParts {
  readonly assortment: Assortment;
  readonly seed: number;
  /** When the story begins, and when the sender begins to speak, ms. */
  readonly from: number;
  readonly live: number;
  /** For Attune. */
  readonly context: EngineContext;
}

/** To be disposed of where it says so. */
export function senderOf(policy: SimulatedPolicy, parts: SenderParts): Sender & { dispose?: () => void } {
  switch (policy) {
    case "none":
      return silentSender();
    case "mass":
      return massSender(parts.assortment, parts.live);
    case "rules":
      return new RulesSender(parts.assortment, parts.live);
    case "attune":
      return new AttuneSender(parts);
  }
}
