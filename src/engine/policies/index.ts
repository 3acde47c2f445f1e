export { addressOf } from "./address.js";
export { isAskedFor } from "./asked-for.js";
export { isOffered } from "./applicability.js";
export { consentEntryOf } from "./consent.js";
export { capAgain, capsOf, isBefore } from "./contact-policy.js";
export { boundContacts, contactCapacity, forgetContact, recordContact } from "./contact-ring.js";
export { limitsOf } from "./quiet-hours.js";
export { refusalOf } from "./refusal-of.js";
