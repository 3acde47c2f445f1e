/** The winner as a message, and what the profile and the statistics must know of it. */
import type { Message } from "../domain/message.js";
import type { Contact } from "../domain/profile.js";
import { messageId } from "./arbitrate/ids.js";
import { expose } from "./attention.js";
import type { Scene, Survivor } from "./consider.js";
import { giveCoupon } from "./coupons/give.js";
import { countResponse } from "./features/responses.js";
import { noteSent } from "./learn/note-sent.js";
import { endWaiting } from "./occasions/hold.js";
import { openEscalation } from "./occasions/escalate.js";
import { addressOf, recordContact } from "./policies/index.js";
import { messageItems } from "./recommend/message-items.js";

export function messageOf(
  { option, end, coupon, guard, recommended, version, dress }: Survivor,
  decision: string,
  scene: Scene,
): Message {
  const { draft, moment, context } = scene;
  const { action, treatment } = option;
  const slot = treatment.slot ?? (moment.occasion === "slot-requested" ? moment.subject : undefined);
  const address = addressOf(draft, treatment.channel, context);
  return {
    id: messageId(decision, treatment.id, treatment.channel),
    person: draft.person,
    channel: treatment.channel,
    decision,
    action: action.id,
    treatment: treatment.id,
    occasion: moment.occasion,
    cause: moment.cause,
    time: moment.time,
    // Neither after the action's own end nor with a code that is no good any more.
    expiresAt: Math.min(
      moment.time + action.validityMs,
      action.validUntil,
      coupon?.expires ?? Number.POSITIVE_INFINITY,
    ),
    copy: end,
    class: action.class,
    topic: action.topic,
    step: moment.step?.index ?? 0,
    ...(slot === undefined ? {} : { slot }),
    ...(coupon === undefined ? {} : { coupon: coupon.code }),
    items: moment.items,
    // Softened words give nothing away, and so does what comes with them.
    ...(recommended === undefined || guard !== undefined
      ? {}
      : { recommendations: messageItems(recommended), recommender: recommended.version }),
    ...(address === undefined ? {} : { address }),
    subject: moment.subject,
    openedAt: moment.openedAt,
    value: moment.value,
    version,
    ...dress,
    ...(treatment.locale === undefined ? {} : { locale: treatment.locale }),
  };
}

/** For caps, cool-downs and the channel's response; for learning; the coupon, the cart that was announced, and the steps to come. */
export function noteMessage(
  winner: Survivor,
  message: Message,
  learnt: Pick<Contact, "features" | "cell">,
  scene: Scene,
): void {
  const { draft, moment, context, out } = scene;
  const { action } = winner.option;
  const { channel, time } = message;
  const contact: Contact = {
    channel,
    action: action.id,
    treatment: message.treatment,
    topic: action.topic,
    group: action.group,
    class: action.class,
    time,
    message: message.id,
    ...learnt,
    outcome: 0,
    predictions: winner.predictions,
  };
  recordContact(draft, contact, context);
  countResponse(draft, channel, "sent", time, context);
  noteSent(contact, out);
  expose(draft, contact, scene);
  endWaiting(draft, moment);
  if (winner.coupon !== undefined) giveCoupon(draft, action.id, winner.coupon, time, context, out);
  if (moment.step === undefined) {
    if (moment.occasion === "cart-abandoned" && !draft.isAnnounced(moment.ref))
      draft.write("cart").announced.push(moment.ref);
    if (action.steps.length > 0) openEscalation(draft, action, moment, context);
  }
  out.count(`messages.${channel}`);
}
