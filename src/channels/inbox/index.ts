export { Inbox } from "./inbox.js";
export { type InboxList, readable, type Taken } from "./inbox-list.js";
export { InboxWatch } from "./inbox-watch.js";
export { type OnsiteMessage, onsiteMessage } from "./onsite-message.js";
