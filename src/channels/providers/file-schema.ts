import { emailFields, exampleSender } from "./email-schema.js";
import { count, optionsOf, text } from "./fields.js";

export const fileSchema = optionsOf("Writes what would leave into a folder: for a first look, and for tests.", {
  folder: text("The folder; each channel has one of its own in it.", { default: "./data/outbox", maxLength: 1_000 }),
  most: count("Files of a channel: above it the oldest are removed.", {
    default: 10_000,
    minimum: 1,
    maximum: 1_000_000,
  }),
  ...emailFields(exampleSender),
});
