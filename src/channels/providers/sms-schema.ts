import { count, text } from "./fields.js";

/** What every adapter that sends text messages asks for. */
export const smsFields = {
  country: text(
    "The country whose national numbers are understood, e.g. DE. Empty: only numbers with their country code.",
    {
      default: "",
      pattern: "^([A-Z]{2})?$",
    },
  ),
  mostSegments: count("A text that costs more single text messages than this isn't sent.", {
    default: 4,
    minimum: 1,
    maximum: 10,
  }),
};
