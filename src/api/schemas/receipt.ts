import { type Static, Type } from "@sinclair/typebox";
import { CHANNELS } from "../../domain/message.js";
import { idText, label, moment, oneOf } from "./fields.js";

export const webhookReceiptSchema = Type.Object(
  {
    type: Type.String({
      maxLength: 200,
      description:
        "Message Delivered, Opened, Clicked, Dismissed; Email Bounced, Email Marked as Spam, Unsubscribed; or Segment's names for e-mail, SMS and push.",
      examples: ["Message Delivered"],
    }),
    timestamp: Type.Optional(moment("When it happened; left out: now.")),
    data: Type.Object(
      {
        message_id: Type.Optional(idText("Our message's id.")),
        userId: Type.Optional(idText("Whose message it was, where Attune didn't deliver it itself.")),
        anonymousId: Type.Optional(idText("The same, of a device.")),
        channel: Type.Optional(oneOf(CHANNELS, "The same: on which channel.")),
        bounce_type: Type.Optional(oneOf(["hard", "soft"], "Of a bounce. Left out: hard.")),
        code: Type.Optional(label("The provider's code.", 64)),
        link: Type.Optional(label("Which link was clicked.", 2_000)),
        address: Type.Optional(
          label("Where it had been sent to: never written to again after a hard bounce or a complaint.", 2_000),
        ),
      },
      { additionalProperties: true },
    ),
  },
  { $id: "Receipt", additionalProperties: true, description: "What became of a message." },
);
export type WebhookReceipt = Static<typeof webhookReceiptSchema>;

export const receiptTakenSchema = Type.Object(
  {
    success: Type.Literal(true),
    known: Type.Boolean({ description: "Whether it is known whose message it was. What isn't known changes nothing." }),
  },
  { $id: "ReceiptTaken", description: "Stored durably." },
);
