export { addressOf } from "./address.js";
export { consentEntryOf } from "./consent.js";
export { capsOf } from "./contact-policy.js";
export { boundContacts, contactCapacity, recordContact } from "./contact-ring.js";
export { refusalOf } from "./refusal-of.js";
