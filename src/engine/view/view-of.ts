import type { Moment } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { View } from "../../domain/view.js";
import { ActivityView } from "./activity-view.js";
import { Basis } from "./basis.js";
import { CartView } from "./cart-view.js";
import { consentOf } from "./consent-view.js";
import { EventView } from "./event-view.js";
import { IntentView } from "./intent-view.js";
import { InterestsView } from "./interests-view.js";
import { savedOf, viewedOf } from "./item-views.js";
import { LoyaltyView } from "./loyalty-view.js";
import { MomentView } from "./moment-view.js";
import { OrdersView } from "./orders-view.js";
import { PersonView } from "./person-view.js";
import { ResponsesView } from "./responses-view.js";
import { RfmView } from "./rfm-view.js";
import { StandingView } from "./standing-view.js";
import { ValueView } from "./value-view.js";

/**
 * The profile as conditions see it. Nothing is worked out, and no section unpacked, before it is asked for; then it is remembered. It holds
 * until the draft is written to.
 */
export function viewOf(draft: ProfileDraft, context: EngineContext, moment?: Moment): View {
  return new LazyView(new Basis(draft, context, moment));
}

class LazyView implements View {
  readonly #basis: Basis;
  #person: View["person"] | undefined;
  #activity: View["activity"] | undefined;
  #orders: View["orders"] | undefined;
  #interests: View["interests"] | undefined;
  #intent: View["intent"] | undefined;
  #cart: View["cart"] | undefined;
  #saved: View["saved"] | undefined;
  #viewed: View["viewed"] | undefined;
  #responses: View["responses"] | undefined;
  #rfm: View["rfm"] | undefined;
  #loyalty: View["loyalty"] | undefined;
  #value: View["value"] | undefined;
  #standing: View["standing"] | undefined;
  #consent: View["consent"] | undefined;
  #moment: View["moment"] | undefined;
  #event: View["event"] | undefined;

  constructor(basis: Basis) {
    this.#basis = basis;
  }

  get person(): View["person"] {
    return (this.#person ??= new PersonView(this.#basis));
  }

  get activity(): View["activity"] {
    return (this.#activity ??= new ActivityView(this.#basis));
  }

  get orders(): View["orders"] {
    return (this.#orders ??= new OrdersView(this.#basis));
  }

  get interests(): View["interests"] {
    return (this.#interests ??= new InterestsView(this.#basis));
  }

  get intent(): View["intent"] {
    return (this.#intent ??= new IntentView(this.#basis));
  }

  get cart(): View["cart"] {
    return (this.#cart ??= new CartView(this.#basis));
  }

  get saved(): View["saved"] {
    return (this.#saved ??= savedOf(this.#basis));
  }

  get viewed(): View["viewed"] {
    return (this.#viewed ??= viewedOf(this.#basis));
  }

  get responses(): View["responses"] {
    return (this.#responses ??= new ResponsesView(this.#basis));
  }

  get rfm(): View["rfm"] {
    return (this.#rfm ??= new RfmView(this.#basis));
  }

  get loyalty(): View["loyalty"] {
    return (this.#loyalty ??= new LoyaltyView(this.#basis));
  }

  get value(): View["value"] {
    return (this.#value ??= new ValueView(this.#basis));
  }

  get standing(): View["standing"] {
    return (this.#standing ??= new StandingView(this.#basis));
  }

  get consent(): View["consent"] {
    return (this.#consent ??= consentOf(this.#basis));
  }

  get moment(): View["moment"] {
    return (this.#moment ??= new MomentView(this.#basis));
  }

  get event(): View["event"] {
    return (this.#event ??= new EventView(this.#basis));
  }
}
