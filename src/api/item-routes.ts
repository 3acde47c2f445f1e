import { Type } from "@sinclair/typebox";
import type { FastifyInstance, FastifyRequest, RouteOptions } from "fastify";
import { AttuneError } from "../domain/errors.js";
import type { Recommender } from "../domain/recommendation.js";
import { requireScope } from "./callers.js";
import { changesSchema, checkedChanges, type DeclareItems, type ItemDeclaration, takeChanges } from "./item-changes.js";
import { itemOf, storedId } from "./item-json.js";
import { idText, refTo, refusals } from "./schemas/fields.js";
import {
  type ItemFieldsJson,
  itemFieldsSchema,
  itemSchema,
  itemStoredSchema,
  itemsTakenSchema,
} from "./schemas/item.js";

export interface ItemParts {
  readonly declare: DeclareItems;
  readonly recommender: () => Recommender;
}

const tags = ["items"];
const params = Type.Object({ id: idText("The item's id, percent-encoded.") });

/** The catalogue by item. A change is stored in its journal when it is answered, and served after the next refresh. */
export function itemRoutes(app: FastifyInstance, { declare, recommender }: ItemParts): void {
  const response = { 200: refTo(itemSchema), ...refusals(404) };
  const schema = { tags, summary: "An item as it is served now", params, response };
  app.get("/v1/items/:id", { schema }, (request) => shown(idOf(request), recommender));
  app.register(async (writing) => {
    writing.addHook("onRequest", async ({ caller }) => requireScope(caller, "items", "changing the catalogue"));
    const fields = { body: refTo(itemFieldsSchema) };
    const said = ({ body }: FastifyRequest) => body as ItemFieldsJson;
    writing.route(
      changing("PUT", "Put an item: what is left out is taken back", fields, declare, (id, request) => ({
        change: "put",
        id,
        fields: said(request),
      })),
    );
    writing.route(
      changing("PATCH", "Change an item: what is left out stays", fields, declare, (id, request) => ({
        change: "patch",
        id,
        fields: said(request),
      })),
    );
    writing.route(
      changing("DELETE", "Take an item out: it is recommended no more", {}, declare, (id) => ({
        change: "remove",
        id,
      })),
    );
    writing.route(batch(declare));
  });
}

async function shown(id: string, recommender: ItemParts["recommender"]) {
  const item = recommender().item(storedId(id));
  if (item === undefined) throw new AttuneError("ATTUNE_API_ITEM", "the catalogue has no such item");
  return itemOf(item);
}

function changing(
  method: "PUT" | "PATCH" | "DELETE",
  summary: string,
  body: object,
  declare: DeclareItems,
  declarationOf: (id: string, request: FastifyRequest) => ItemDeclaration,
): RouteOptions {
  const response = { 202: refTo(itemStoredSchema), ...refusals(413) };
  return {
    method,
    url: "/v1/items/:id",
    schema: { tags, summary, params, ...body, response },
    handler: async (request, reply) => {
      const id = idOf(request);
      const { rejected, ...counts } = await declare([declarationOf(id, request)]);
      const [wrong] = rejected;
      if (wrong !== undefined) throw new AttuneError("ATTUNE_API_PARAMETER", wrong.message);
      const status = (["created", "changed", "removed"] as const).find((name) => counts[name] > 0) ?? "unchanged";
      return reply.code(202).send({ success: true, id, status });
    },
  };
}

function batch(declare: DeclareItems): RouteOptions {
  return {
    method: "POST",
    url: "/v1/items",
    schema: {
      tags,
      summary: "Change several items; a wrong one harms no other",
      body: changesSchema,
      response: { 200: refTo(itemsTakenSchema), ...refusals(413) },
    },
    validatorCompiler: () => checkedChanges,
    handler: ({ body }) => takeChanges((body as { items: unknown[] }).items, declare),
  };
}

function idOf({ params }: FastifyRequest): string {
  return (params as { id: string }).id;
}
