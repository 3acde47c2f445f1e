import type { Act, Device, Outing, Person } from "../population/index.js";
import type { Sent } from "./sender.js";

/** What somebody does of a message that reached them; "came": to the site by themselves, as they remember it. */
export type AnswerKind = "opened" | "clicked" | "came" | "left";

/** What will happen in the world. */
export type Happening =
  | { readonly kind: "outing"; readonly person: Person; readonly outing: Outing }
  /** The next call of a visit, and those after it; `because`: the message that led to it. */
  | {
      readonly kind: "act";
      readonly person: Person;
      readonly act: Act;
      readonly rest: Iterator<Act>;
      readonly device: Device;
      readonly because: Sent | undefined;
    }
  | { readonly kind: "answer"; readonly person: Person; readonly message: Sent; readonly answer: AnswerKind }
  /** A mail program has fetched the pictures. */
  | { readonly kind: "prefetched"; readonly person: Person; readonly message: Sent };
