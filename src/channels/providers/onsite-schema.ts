import { optionsOf } from "./fields.js";

export const onsiteSchema = optionsOf("Puts messages where the person's page fetches them (GET /v1/inbox).", {});
